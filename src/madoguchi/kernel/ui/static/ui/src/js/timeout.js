// Warns five minutes before the idle time is over, then leaves the page (after saving, where the form saves itself), so
// that a shared computer shows nothing: ui.idle_banner(minutes, leave, ping). An officer's page with something typed stays
// (keep_typed): the server keeps a form that arrives late until the next sign-in, but only what arrives.

const WARN_BEFORE = 5 * 60_000;
const MARKS = ["pointerdown", "keydown", "input", "scroll"];
const PING_EVERY = 60_000;

export function timeout(banner, save) {
  const whole = Number(banner.dataset.idleMinutes) * 60_000;
  const { idlePing: ping, lost, over } = banner.dataset;
  const text = banner.querySelector(".idle-text");
  const warning = text.textContent;
  let last = Date.now();
  let told = last;
  let typed = false;

  // The server counts from its own last request: tell it about work that goes on without one.
  async function tellServer() {
    told = Date.now();
    if (save) return save();
    if (!ping) return true;
    try {
      return (await fetch(ping, { credentials: "same-origin", cache: "no-store", redirect: "error" })).ok;
    } catch {
      return false;
    }
  }

  async function goOn() {
    if (await tellServer()) {
      last = Date.now();
      banner.hidden = true;
      text.textContent = warning;
    } else {
      text.textContent = lost;
    }
  }

  function active() {
    if (!banner.hidden) return; // once warned, only the button counts
    last = Date.now();
    if (last - told > PING_EVERY && !save) tellServer();
  }

  async function look() {
    const idle = Date.now() - last;
    if (idle >= whole) {
      clearInterval(clock);
      if (typed && over) {
        banner.hidden = false;
        banner.querySelector("button").hidden = true;
        text.textContent = over;
        return;
      }
      if (save && typed) await Promise.race([save(), new Promise((go) => setTimeout(go, 3000))]);
      location.replace(banner.dataset.idleLeave); // read late: the first save of a form knows its own
    } else if (idle >= whole - WARN_BEFORE) {
      banner.hidden = false;
    }
  }

  addEventListener("input", (event) => {
    typed ||= event.target.form?.method === "post";
  });
  for (const mark of MARKS) addEventListener(mark, active, { passive: true });
  banner.querySelector("button").addEventListener("click", goOn);
  // A page kept by the browser and shown again must not show what the time-out has closed.
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  const clock = setInterval(look, 1000);
}
