// Pointing at a map: press, drag, arrow keys, zoom, one's own position. What is pointed at is written into the boxes beside
// it, which are all that is sent; without this script they are filled in by hand (templates/forms/resident/fields.html).

(() => {
  const MICRO = 1e6;
  const SVG = "http://www.w3.org/2000/svg";
  const RED = "#c4000f";
  const make = (name, attributes, ...children) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);

  function ready(block) {
    const say = JSON.parse(block.dataset.map);
    const { words, sort, most } = say;
    const svg = block.querySelector("svg");
    const marks = svg.querySelector("[data-marks]");
    const named = (part) => block.closest("fieldset").querySelector(`[name="${block.dataset.name}.${part}"]`);
    const boxes = sort === "Point" ? [named("lat"), named("lon")] : [named("points")];
    const whole = { x: 0, y: 0, w: svg.viewBox.baseVal.width, h: svg.viewBox.baseVal.height };
    let view = { ...whole };
    let cursor = null;
    let points = [];

    // --- between degrees and the picture

    const at = ([lat, lon]) => [(lon * MICRO - say.west) * say.squeeze * say.scale, (say.north - lat * MICRO) * say.scale];
    const place = (x, y) => [(say.north - y / say.scale) / MICRO, (x / say.squeeze / say.scale + say.west) / MICRO];
    const small = () => view.w / whole.w;
    // Letters and marks keep their size on the screen (14 px of the 26 that the picture is drawn with).
    const size = () => (view.w / (svg.getBoundingClientRect().width || whole.w)) * 0.55;

    function pressed(event) {
      const box = svg.getBoundingClientRect();
      return [view.x + ((event.clientX - box.left) / box.width) * view.w, view.y + ((event.clientY - box.top) / box.height) * view.h];
    }

    // --- the boxes are the truth

    function read() {
      const lines = sort === "Point" ? [boxes.map((box) => box.value.trim()).filter(Boolean).join(",")] : boxes[0].value.split("\n");
      const found = lines.map((line) => line.trim().match(/^(\d+(?:\.\d+)?)\s*[,\s]\s*(\d+(?:\.\d+)?)$/)).filter(Boolean);
      const filled = lines.filter((line) => line.replace(/[,\s]/g, "")).length;
      return found.length === filled ? found.map((one) => [Number(one[1]), Number(one[2])]) : null; // null: for the server
    }

    function write() {
      const texts = points.map((one) => one.map((number) => number.toFixed(6)));
      if (sort === "Point") boxes.forEach((box, index) => (box.value = texts.length ? texts[0][index] : ""));
      else boxes[0].value = texts.map((one) => one.join(", ")).join("\n");
      for (const box of boxes) {
        box.dispatchEvent(new Event("input", { bubbles: true }));
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
      draw();
    }

    function tell(text) {
      said.textContent = text;
      svg.setAttribute("aria-label", text);
    }

    function describe() {
      const last = points[points.length - 1];
      if (!last) return tell(words.none);
      const [lat, lon] = last.map((number) => number.toFixed(6));
      const number = sort === "Point" ? "" : `${points.length}. `;
      tell(number + fill(words.at, { place: `${fill(words.lat, { n: lat })} ${fill(words.lon, { n: lon })}` }));
    }

    // --- drawing

    function draw() {
      const k = size();
      const spots = points.map(at);
      const parts = [];
      if (sort !== "Point" && spots.length > 1) {
        const closed = sort === "Polygon" && spots.length > 2;
        const d = "M" + spots.map((one) => one.join(" ")).join("L") + (closed ? "Z" : "");
        const join = { d, "stroke-linejoin": "round" };
        parts.push(make("path", { ...join, fill: "none", stroke: "#fff", "stroke-width": 8 * k }));
        const inside = closed ? { fill: RED, "fill-opacity": 0.2 } : { fill: "none" };
        parts.push(make("path", { ...join, ...inside, stroke: RED, "stroke-width": 4 * k }));
      }
      spots.forEach(([x, y], index) => {
        const group = make("g", { transform: `translate(${x} ${y}) scale(${k})`, "data-handle": index });
        if (sort === "Point") {
          group.append(make("path", { d: "M0 0l-15 -27a17 17 0 1 1 30 0Z", fill: RED, stroke: "#fff", "stroke-width": 2 }));
          group.append(make("circle", { cx: 0, cy: -35, r: 7, fill: "#fff" }));
        } else {
          group.append(make("circle", { r: 8, fill: "#fff", stroke: RED, "stroke-width": 4 }));
          const text = { x: 13, y: -11, "font-size": 26 };
          group.append(make("text", { ...text, fill: "none", stroke: "#fff", "stroke-width": 5 }, String(index + 1)));
          group.append(make("text", { ...text, fill: "#1a1a1a" }, String(index + 1)));
        }
        group.append(make("circle", { cy: sort === "Point" ? -24 : 0, r: 40, fill: "transparent" })); // a finger's width
        parts.push(group);
      });
      if (cursor) {
        const d = "M-18 0H-5M5 0H18M0 -18V-5M0 5V18";
        const cross = (stroke, width) => make("path", { d, fill: "none", stroke, "stroke-width": width });
        parts.push(make("g", { transform: `translate(${cursor.join(" ")}) scale(${k})` }, cross("#fff", 6), cross("#1a1a1a", 2.5)));
      }
      marks.replaceChildren(...parts);
      undo.disabled = !points.length;
    }

    function look(next) {
      const w = Math.min(whole.w, Math.max(whole.w / 2000, next.w));
      const h = (w * whole.h) / whole.w;
      view = {
        w,
        h,
        x: Math.min(Math.max(next.x, 0), whole.w - w),
        y: Math.min(Math.max(next.y, 0), whole.h - h),
      };
      const k = size();
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${h}`);
      svg.toggleAttribute("data-near", small() < 1);
      for (const one of svg.querySelectorAll("[data-at]")) {
        one.setAttribute("transform", `translate(${one.dataset.at}) scale(${k})`);
      }
      // North stays in its corner, the scale in its own.
      svg.querySelector("[data-north]").setAttribute("transform", `translate(${view.x + w - whole.w * k} ${view.y}) scale(${k})`);
      scale(k);
      grid(k);
      tiles();
      draw();
    }

    // Lines of latitude and longitude with their degrees, as domain/drawing.py draws them.
    function grid(k) {
      const [north, west] = place(view.x, view.y).map((number) => Math.round(number * MICRO));
      const [south, east] = place(view.x + view.w, view.y + view.h).map((number) => Math.round(number * MICRO));
      const steps = [10, 100, 1000, 10000, 100000, 1000000].flatMap((ten) => [1, 2, 5].map((n) => n * ten));
      const step = steps.find((one) => (east - west) / one <= 5) || steps[steps.length - 1];
      const degrees = (number) => (number / MICRO).toFixed(Math.max(0, 7 - String(step).length));
      const parts = [];
      const line = (d) => parts.push(make("path", { d, stroke: "#b5b5b5", "stroke-width": 0.7, "vector-effect": "non-scaling-stroke" }));
      const label = (x, y, text) => {
        const at = { x, y, "font-size": 20 * k };
        parts.push(make("text", { ...at, fill: "none", stroke: "#fff", "stroke-width": 5 * k }, text), make("text", { ...at, fill: "#1a1a1a" }, text));
      };
      for (let lon = Math.ceil(west / step) * step; lon < east; lon += step) {
        const x = at([0, lon / MICRO])[0];
        line(`M${x} ${view.y}V${view.y + view.h}`);
        if (x > view.x + 90 * k && x < view.x + view.w - 130 * k) label(x + 4 * k, view.y + 20 * k, degrees(lon));
      }
      for (let lat = Math.ceil(south / step) * step; lat < north; lat += step) {
        const y = at([lat / MICRO, 0])[1];
        line(`M${view.x} ${y}H${view.x + view.w}`);
        if (y > view.y + 20 * k && y < view.y + view.h - 70 * k) label(view.x + 4 * k, y - 4 * k, degrees(lat));
      }
      svg.querySelector("[data-grid]").replaceChildren(...parts);
    }

    function scale(k) {
      const metres = (view.w / say.scale / MICRO) * 111000;
      const round = [10, 100, 1000, 10000, 100000].flatMap((ten) => [1, 2, 5].map((n) => n * ten));
      const most = round.filter((one) => one <= metres / 4).pop() || round[0];
      const long = ((most / metres) * view.w) / k;
      const y = whole.h - 16;
      const bar = svg.querySelector("[data-scale]");
      bar.setAttribute("transform", `translate(${view.x} ${view.y + view.h - whole.h * k}) scale(${k})`);
      bar.querySelector("path").setAttribute("d", `M16 ${y - 6}V${y}H${16 + long}V${y - 6}`);
      for (const text of bar.querySelectorAll("text")) {
        text.textContent = most >= 1000 ? `${(most / 1000).toLocaleString()} km` : `${most} m`;
      }
    }

    const zoom = (by, [x, y] = points.length ? at(points[points.length - 1]) : cursor || [view.x + view.w / 2, view.y + view.h / 2]) =>
      look({ w: view.w * by, x: x - (view.w * by) / 2, y: y - (view.h * by) / 2 });

    // --- map tiles, where the operator has named a server of them

    const ground = make("g", {});
    function tiles() {
      if (!say.tiles) return;
      const [north, west] = place(view.x, view.y);
      const [south, east] = place(view.x + view.w, view.y + view.h);
      const wide = svg.getBoundingClientRect().width || whole.w;
      const z = Math.max(0, Math.min(18, Math.round(Math.log2((wide / 256) * (360 / (east - west))))));
      const count = 2 ** z;
      const column = (lon) => ((lon + 180) / 360) * count;
      const row = (lat) => ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * count;
      const lonOf = (x) => (x / count) * 360 - 180;
      const latOf = (y) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / count))) * 180) / Math.PI;
      const images = [];
      for (let x = Math.floor(column(west)); x <= column(east); x += 1) {
        for (let y = Math.floor(row(north)); y <= row(south); y += 1) {
          const [left, top] = at([latOf(y), lonOf(x)]);
          const [right, bottom] = at([latOf(y + 1), lonOf(x + 1)]);
          const href = fill(say.tiles, { z, x, y });
          images.push(make("image", { href, x: left, y: top, width: right - left, height: bottom - top, preserveAspectRatio: "none" }));
        }
      }
      ground.replaceChildren(...images.slice(0, 60));
    }
    if (say.tiles) {
      svg.querySelector("[data-under]").after(ground);
      svg.querySelectorAll("[data-body]").forEach((body) => body.setAttribute("fill", "none"));
      const credit = document.createElement("p");
      credit.className = "place-map-credit";
      credit.textContent = say.attribution;
      block.append(credit);
    }

    // --- what people do

    function put(spot) {
      const point = place(...spot).map((number) => Number(number.toFixed(6)));
      if (sort === "Point") points = [point];
      else if (points.length >= most) return tell(fill(words.many, { n: most }));
      else points = [...points, point];
      write();
      describe();
    }

    let held = null;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const handle = event.target.closest("[data-handle]");
      held = { from: [event.clientX, event.clientY], handle: handle ? Number(handle.dataset.handle) : null, view: { ...view }, moved: false };
      if (handle || small() < 1) svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [dx, dy] = [event.clientX - held.from[0], event.clientY - held.from[1]];
      held.moved = held.moved || Math.hypot(dx, dy) > 6;
      if (!held.moved) return;
      if (held.handle !== null) {
        points[held.handle] = place(...pressed(event));
        draw();
      } else if (small() < 1) {
        const units = view.w / svg.getBoundingClientRect().width;
        look({ w: held.view.w, x: held.view.x - dx * units, y: held.view.y - dy * units });
      }
    });
    svg.addEventListener("pointercancel", () => (held = null));
    svg.addEventListener("pointerup", (event) => {
      if (!held) return;
      const { handle, moved } = held;
      held = null;
      if (handle !== null && moved) {
        points[handle] = points[handle].map((number) => Number(number.toFixed(6)));
        write();
        describe();
      } else if (!moved) {
        cursor = null;
        put(pressed(event));
      }
    });

    const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = (view.w / 40) * (event.shiftKey ? 0.2 : 1);
      const arrow = ARROWS[event.key];
      if (arrow) {
        const move = ([x, y]) => [
          Math.min(Math.max(x + arrow[0] * step, 0), whole.w),
          Math.min(Math.max(y + arrow[1] * step, 0), whole.h),
        ];
        if (sort === "Point" && points.length) {
          put(move(at(points[0])));
          follow(at(points[0]));
        } else {
          cursor = move(cursor || [view.x + view.w / 2, view.y + view.h / 2]);
          follow(cursor);
          const [lat, lon] = place(...cursor).map((number) => number.toFixed(6));
          tell(`${fill(words.lat, { n: lat })} ${fill(words.lon, { n: lon })}`);
        }
      } else if (event.key === "Enter" || event.key === " ") {
        cursor = cursor || [view.x + view.w / 2, view.y + view.h / 2];
        if (sort !== "Point" || !points.length) put(cursor);
      } else if (event.key === "+" || event.key === ";" || event.key === "=") zoom(0.5);
      else if (event.key === "-") zoom(2);
      else if (event.key === "Backspace" || event.key === "Delete") takeBack();
      else return;
      event.preventDefault();
    });

    function follow([x, y]) {
      const inside = x > view.x && x < view.x + view.w && y > view.y && y < view.y + view.h;
      if (inside) draw();
      else look({ w: view.w, x: x - view.w / 2, y: y - view.h / 2 });
    }

    function takeBack() {
      points = points.slice(0, -1);
      write();
      describe();
    }

    function here() {
      tell(words.searching);
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const spot = at([coords.latitude, coords.longitude]);
          if (spot[0] < 0 || spot[1] < 0 || spot[0] > whole.w || spot[1] > whole.h) return tell(words.far);
          put(spot);
          look({ w: whole.w / 40, x: spot[0] - whole.w / 80, y: spot[1] - whole.h / 80 });
        },
        () => tell(words.unknown),
        { enableHighAccuracy: true, timeout: 15000 },
      );
    }

    const tools = document.createElement("div");
    tools.className = "place-map-tools";
    const tool = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-secondary button-small";
      button.textContent = text;
      button.addEventListener("click", act);
      tools.append(button);
      return button;
    };
    tool(words.in, () => zoom(0.5));
    tool(words.out, () => zoom(2));
    tool(words.whole, () => look(whole));
    if ("geolocation" in navigator && window.isSecureContext) tool(words.here, here);
    const undo = tool(sort === "Point" ? words.clear : words.undo, takeBack);
    const paragraph = (name, text) => {
      const element = document.createElement("p");
      element.className = name;
      element.textContent = text;
      return element;
    };
    const said = paragraph("place-map-said", "");
    said.setAttribute("role", "status");
    const hint = paragraph("place-map-hint", words.hint);
    const keys = document.createElement("span");
    keys.className = "place-map-keys visually-hidden"; // shown while the map has the keyboard
    keys.textContent = words.keys;
    hint.append(keys);
    hint.id = `hint-${block.dataset.name.replaceAll(".", "-")}`;
    svg.after(tools, said);
    block.prepend(hint);
    svg.setAttribute("role", "application");
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("aria-describedby", hint.id);
    svg.setAttribute("data-ready", "");
    svg.addEventListener("focus", () => keys.classList.toggle("visually-hidden", !svg.matches(":focus-visible")));
    svg.addEventListener("blur", () => keys.classList.add("visually-hidden"));

    function refresh() {
      const found = read();
      if (!found) return; // written otherwise than in decimals: the server draws it
      points = found;
      draw();
    }
    for (const box of boxes) box.addEventListener("input", (event) => event.isTrusted && refresh());
    refresh();
    look(whole);
  }

  for (const block of document.querySelectorAll("[data-map]")) {
    if (block.dataset.drawn) continue;
    block.dataset.drawn = "yes";
    ready(block);
  }
})();
