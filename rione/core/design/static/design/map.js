// Draws each figure[data-map] with Leaflet from the data beside it; the list stays underneath.
// Everything from the data goes in as text, never as markup.
(function () {
  "use strict";
  if (!window.L) { return; }

  var SVG = "http://www.w3.org/2000/svg";
  var SHAPES = {
    1: ["circle", { cx: 12, cy: 12, r: 9 }],
    2: ["rect", { x: 4, y: 4, width: 16, height: 16 }],
    3: ["path", { d: "M12 2 22.5 21H1.5Z" }],
    4: ["path", { d: "M12 1 23 12 12 23 1 12Z" }],
    5: ["path", { d: "M12 1.5 22.5 9.2 18.5 21.5H5.5L1.5 9.2Z" }],
    6: ["path", { d: "M8 2H16V8H22V16H16V22H8V16H2V8H8Z" }]
  };
  // px: places closer than a fingertip, or than a pointer's target, are gathered
  var NEAR = window.matchMedia("(any-pointer: coarse)").matches ? 50 : 34;
  var still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  function node(name, attributes, parent) {
    var element = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    if (parent) { parent.appendChild(element); }
    return element;
  }

  function shape(index) {
    var svg = node("svg", { "class": "shape shape-" + index, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" });
    var form = SHAPES[index] || SHAPES[6];
    node(form[0], form[1], svg);
    return svg;
  }

  function line(parent, tag, text, css) {
    var element = document.createElement(tag);
    element.textContent = text;
    if (css) { element.className = css; }
    parent.appendChild(element);
    return element;
  }

  // Greedy: each place joins the first group whose seed is nearer than a fingertip.
  function gather(map, points, zoom) {
    var near = points.length > 300 ? NEAR * 1.4 : NEAR;
    var cells = new Map();
    var groups = [];
    points.forEach(function (point, place) {
      var at = map.project([point[1], point[0]], zoom);
      var cx = Math.floor(at.x / near), cy = Math.floor(at.y / near);
      for (var dx = -1; dx <= 1; dx += 1) {
        for (var dy = -1; dy <= 1; dy += 1) {
          var there = cells.get((cx + dx) + ":" + (cy + dy)) || [];
          for (var i = 0; i < there.length; i += 1) {
            if (there[i].at.distanceTo(at) < near) { there[i].places.push(place); return; }
          }
        }
      }
      var group = { at: at, places: [place], latlng: L.latLng(point[1], point[0]), key: zoom + "/" + place };
      groups.push(group);
      var cell = cx + ":" + cy;
      if (cells.has(cell)) { cells.get(cell).push(group); } else { cells.set(cell, [group]); }
    });
    return groups;
  }

  function draw(figure) {
    var say = figure.dataset;
    var data = JSON.parse(document.getElementById(say.map + "-data").textContent);
    var canvas = figure.querySelector(".map-canvas");
    var status = figure.querySelector(".map-status");
    var list = figure.querySelector(".map-list");
    var points = data.points;

    canvas.hidden = false;
    figure.querySelector(".map-skip").hidden = false;
    if (!list.hasAttribute("data-keep") && points.length) { list.open = false; }

    var map = L.map(canvas, {
      zoomControl: false, minZoom: 6, maxZoom: 19, preferCanvas: true, scrollWheelZoom: false,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still
    });
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", figure.querySelector("figcaption").textContent + ". " + say.canvas);
    map.attributionControl.setPrefix(false);
    map.on("focus click", function () { map.scrollWheelZoom.enable(); });
    map.on("blur", function () { map.scrollWheelZoom.disable(); });
    canvas.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { map.closePopup(); }
    });
    L.control.zoom({ zoomInTitle: say.zoomIn, zoomOutTitle: say.zoomOut }).addTo(map);
    if (data.tiles) {
      L.tileLayer(data.tiles, { maxZoom: 19, attribution: data.attribution, referrerPolicy: "strict-origin" }).addTo(map);
    }

    var outlineBounds = null;
    function fit() {
      if (points.length) {
        var corners = points.map(function (point) { return [point[1], point[0]]; });
        map.fitBounds(L.latLngBounds(corners), { padding: [36, 36], maxZoom: 15, animate: false });
      } else if (outlineBounds) {
        map.fitBounds(outlineBounds, { padding: [8, 8], animate: false });
      }
    }
    if (data.center && data.zoom !== null) {
      map.setView([data.center[1], data.center[0]], data.zoom);
    } else if (points.length) {
      fit();
    }

    var Fit = L.Control.extend({
      options: { position: "topleft" },
      onAdd: function () {
        var bar = L.DomUtil.create("div", "leaflet-bar");
        var button = L.DomUtil.create("a", "map-fit", bar);
        button.href = "#" + say.map + "-title";
        button.title = say.fit;
        button.setAttribute("role", "button");
        button.setAttribute("aria-label", say.fit);
        var svg = node("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, button);
        node("path", { d: "M3 9V3H9M15 3H21V9M21 15V21H15M9 21H3V15" }, svg);
        L.DomEvent.disableClickPropagation(bar);
        L.DomEvent.on(button, "click", function (event) { L.DomEvent.stop(event); fit(); });
        L.DomEvent.on(button, "keydown", function (event) {
          if (event.key === " ") { L.DomEvent.stop(event); fit(); }
        });
        return bar;
      }
    });
    map.addControl(new Fit());

    var layer = L.layerGroup().addTo(map);
    var drawn = new Map();
    var byZoom = new Map();

    function card(places) {
      var box = document.createElement("div");
      places.slice(0, 50).forEach(function (place) {
        var point = points[place];
        var title = line(box, "p", "", "popup-title");
        if (point[3]) {
          line(title, "a", point[2]).href = point[3];
        } else {
          title.textContent = point[2];
        }
        if (point[6]) { line(box, "p", point[6]); }
        if (point[5]) { line(box, "p", point[5]); }
      });
      if (places.length > 50) { line(box, "p", "…"); }
      return box;
    }

    function together(group) {
      var first = points[group.places[0]];
      return group.places.every(function (place) {
        return Math.abs(points[place][0] - first[0]) < 1e-5 && Math.abs(points[place][1] - first[1]) < 1e-5;
      });
    }

    function label(group) {
      if (group.places.length === 1) {
        var point = points[group.places[0]];
        return point[6] ? point[2] + ", " + point[6] : point[2];
      }
      var text = map.getZoom() >= map.getMaxZoom() || together(group) ? say.same : say.group;
      return text.replace("{n}", group.places.length);
    }

    function open(marker, group) {
      if (group.places.length > 1 && map.getZoom() < map.getMaxZoom() && !together(group)) {
        var corners = group.places.map(function (place) { return [points[place][1], points[place][0]]; });
        canvas.focus({ preventScroll: true });
        var bounds = L.latLngBounds(corners);
        var zoom = Math.min(map.getMaxZoom(), Math.max(map.getZoom() + 1, map.getBoundsZoom(bounds, false, [48, 48])));
        map.setView(bounds.getCenter(), zoom);
        return;
      }
      var from = document.activeElement === marker.getElement();
      L.popup({ minWidth: 200, maxWidth: Math.min(320, canvas.clientWidth - 60), offset: [0, -8] })
        .setLatLng(marker.getLatLng()).setContent(card(group.places)).openOn(map);
      var popup = map._popup && map._popup.getElement();
      if (!popup) { return; }
      var close = popup.querySelector(".leaflet-popup-close-button");
      if (close) { close.setAttribute("aria-label", say.close); }
      if (from) {
        (popup.querySelector(".leaflet-popup-content a") || close || popup).focus({ preventScroll: true });
        map.once("popupclose", function () {
          var element = marker.getElement();
          if (element) { element.focus({ preventScroll: true }); }
        });
      }
    }

    function icon(group) {
      var many = group.places.length > 1;
      var size = many ? (group.places.length > 99 ? 52 : 44) : 44;
      var element = many ? document.createTextNode(String(group.places.length)) : shape(points[group.places[0]][4]);
      var holder = document.createElement("span");
      holder.appendChild(element);
      return L.divIcon({ className: many ? "gathered" : "place", iconSize: [size, size], html: holder });
    }

    function render() {
      var zoom = map.getZoom();
      if (!byZoom.has(zoom)) { byZoom.set(zoom, gather(map, points, zoom)); }
      var seen = map.getBounds().pad(0.15);
      var wanted = new Map();
      byZoom.get(zoom).forEach(function (group) {
        if (seen.contains(group.latlng)) { wanted.set(group.key, group); }
      });
      drawn.forEach(function (marker, key) {
        if (!wanted.has(key)) { layer.removeLayer(marker); drawn.delete(key); }
      });
      wanted.forEach(function (group, key) {
        if (drawn.has(key)) { return; }
        var text = label(group);
        var marker = L.marker(group.latlng, { icon: icon(group), title: text, riseOnHover: true });
        marker.on("click", function () { open(marker, group); });
        marker.on("keydown", function (event) {
          var key = event.originalEvent.key;
          if (key === "Enter" || key === " ") { L.DomEvent.stop(event.originalEvent); open(marker, group); }
        });
        layer.addLayer(marker);
        marker.getElement().setAttribute("aria-label", text);
        drawn.set(key, marker);
      });
    }

    function ready() {
      if (map._loaded) { render(); }
      map.on("moveend zoomend", render);
      figure.dataset.ready = "true";
    }

    // The names of the municipalities, where they fit without covering each other.
    var names = L.layerGroup().addTo(map);
    map.createPane("names").classList.add("map-names");
    function nameThem(areas) {
      names.clearLayers();
      if (map.getZoom() < 10) { return; }
      var seen = map.getBounds(), taken = [];
      areas.forEach(function (area) {
        if (!seen.contains(area.center)) { return; }
        var at = map.latLngToContainerPoint(area.center);
        var half = area.name.length * 3.6 + 6;
        var box = [at.x - half, at.y - 9, at.x + half, at.y + 9];
        var clash = taken.some(function (other) {
          return box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
        });
        if (clash) { return; }
        taken.push(box);
        var text = document.createElement("span");
        text.textContent = area.name;
        text.setAttribute("aria-hidden", "true");
        L.marker(area.center, {
          pane: "names", interactive: false, keyboard: false,
          icon: L.divIcon({ className: "area-name", iconSize: [half * 2, 18], html: text })
        }).addTo(names);
      });
    }

    if (!data.outlines) { ready(); return; }
    fetch(data.outlines, { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.json();
      })
      .then(function (geojson) {
        var shapes = L.geoJSON(geojson, {
          interactive: false,
          style: { color: "#6b7f92", weight: 1, fillColor: "#ffffff", fillOpacity: data.tiles ? 0 : 0.9 }
        }).addTo(map);
        outlineBounds = shapes.getBounds();
        if (!map._loaded) { fit(); }
        if (!data.tiles) {
          var areas = [];
          shapes.eachLayer(function (area) {
            var name = area.feature.properties && area.feature.properties.name;
            if (!name) { return; }
            var box = area.getBounds();
            areas.push({ name: name, center: box.getCenter(), size: (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth()) });
          });
          areas.sort(function (a, b) { return b.size - a.size; });
          nameThem(areas);
          map.on("moveend zoomend", function () { nameThem(areas); });
        }
        ready();
      })
      .catch(function () {
        status.textContent = say.failed;
        if (!map._loaded) { map.setView([45.46, 9.19], 9); }
        ready();
      });
  }

  document.querySelectorAll("figure[data-map]").forEach(function (figure) {
    if (figure.querySelector(".map-canvas") && !figure.dataset.drawn) {
      figure.dataset.drawn = "true";
      draw(figure);
    }
  });
})();
