"""Records of the national monitoring protocol (Protocollo Unico di Colloquio): their layouts,
writing, reading and the checks that come before transmission. Pure."""
