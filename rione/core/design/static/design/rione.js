// Small comforts; every page works without them.
(function () {
  "use strict";

  // Escape closes an open menu and returns the focus to its button.
  document.querySelectorAll(".main-nav-narrow details").forEach(function (menu) {
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
  });

  // On paper nothing is folded.
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.from(document.querySelectorAll("main details:not([open])"));
    closed.forEach(function (details) { details.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (details) { details.open = false; });
    closed = [];
  });

  // A GET form leaves its empty fields out of the address.
  document.querySelectorAll("form.filters").forEach(function (form) {
    form.addEventListener("formdata", function (event) {
      Array.from(event.formData.keys()).forEach(function (name) {
        if (event.formData.getAll(name).every(function (value) { return value === ""; })) {
          event.formData.delete(name);
        }
      });
    });
  });
})();
