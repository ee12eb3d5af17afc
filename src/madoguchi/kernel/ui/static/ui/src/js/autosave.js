// Saves a form a moment after the last change: <form data-autosave="address">, with ui.autosave_status() on the page.
// The answer is JSON {saved_at: ISO time, draft_url?, action?, autosave?, leave?, ticket?, code?}; once the first save has
// made a draft they replace the page's address, the form's targets, and where the time-out goes, which closes this draft
// only; the code to write down appears. Files go by themselves (files.js, uploads.js), never while a save is on its way.

const PAUSE = 1500;
const SLOW = 6000;
const RETRY = 15000;

export function autosave(form) {
  const status = document.querySelector("[data-autosave-status]");
  const notice = form.querySelector("[data-away]");
  let timer = 0;
  let running = null;
  let again = false;
  let sent = false;
  let trying = false;
  let through = false;
  let uploads = 0;
  let settled = false;
  let refused = null;

  function say(state, extra = "") {
    if (!status) return;
    const words = `${status.dataset[state]} ${extra}`.trim();
    status.dataset.state = state;
    if (status.textContent !== words) status.textContent = words; // the same words are not read aloud again
  }

  function later(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function answers() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  // The addresses and the code of a draft that has just been begun.
  function took({ action, autosave: address, draft_url: shown, leave, ticket, code: number }) {
    if (action) {
      form.action = action;
      delete form.dataset.draftUrl;
      if (address) form.dataset.autosave = address;
      const idle = document.querySelector("[data-idle-leave]");
      if (leave && idle) idle.dataset.idleLeave = leave;
      if (ticket && form.elements._ticket) form.elements._ticket.value = ticket;
      const code = document.querySelector("[data-draft-code]");
      if (number && code) {
        code.querySelector(".copy-number").textContent = code.querySelector("[data-copy]").dataset.copy = number;
        code.hidden = false;
      }
    }
    if (shown) history.replaceState(history.state, "", shown);
  }

  // The same from the page that an upload was answered with.
  function adopt(page) {
    const drawn = page.getElementById(form.id);
    if (form.dataset.draftUrl && drawn) {
      const action = drawn.getAttribute("action");
      took({
        action,
        draft_url: action,
        autosave: drawn.dataset.autosave,
        leave: page.querySelector("[data-idle-leave]")?.dataset.idleLeave,
        ticket: drawn.elements._ticket?.value,
        code: page.querySelector("[data-draft-code] [data-copy]")?.dataset.copy,
      });
    }
    const said = page.querySelector("[data-autosave-status]")?.textContent;
    if (status && said) {
      status.dataset.state = "saved";
      status.textContent = said;
    }
  }

  async function post() {
    const slow = setTimeout(() => say("slow"), SLOW);
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: answers(),
        headers: { "X-Requested-With": "autosave" },
        credentials: "same-origin",
        keepalive: document.visibilityState === "hidden", // browsers allow it 64 kB only, so not for every save
      });
      if (!answer.ok) {
        say(answer.status >= 500 ? "offline" : "refused");
        return answer.status < 500;
      }
      const kept = await answer.json();
      took(kept);
      const clock = new Date(kept.saved_at).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });
      say("saved", clock);
      if (notice) notice.textContent = "";
      return true;
    } catch {
      say("offline");
      return false;
    } finally {
      clearTimeout(slow);
    }
  }

  async function save() {
    clearTimeout(timer);
    if (sent) return true;
    if (running) {
      again = true;
      return running;
    }
    running = post();
    const done = await running;
    running = null;
    if (!done) later(RETRY);
    else if (again) later();
    again = false;
    return done;
  }

  // An upload: neither a save nor another upload is on its way meanwhile, and a press waits for it.
  async function alone(task) {
    uploads += 1;
    while (running) await running;
    if (!sent) {
      running = task();
      await running;
      running = null;
      if (again) later();
      again = false;
    }
    uploads -= 1;
  }

  async function afterUploads(event) {
    event.preventDefault();
    if (trying) return;
    trying = true;
    refused = null;
    if (notice) notice.textContent = notice.dataset.uploading;
    while (running) await running;
    trying = false;
    if (notice) notice.textContent = "";
    if (refused?.isConnected) {
      refused.focus(); // what was wrong with a file stands there: nobody goes past it unread
      return;
    }
    // The button may have been in a field that was drawn again meanwhile: then it is the one that stands for it now.
    const { submitter } = event;
    const { name, value } = submitter ?? {};
    const button = !submitter || submitter.isConnected ? submitter : [...form.elements].find((one) => one.type === "submit" && one.name === name && one.value === value);
    if (submitter && !button) return;
    settled = true; // what has not gone yet is still in its box, and goes with the page
    form.requestSubmit(button);
    settled = false;
  }

  form.addEventListener("input", () => later());
  form.addEventListener("change", () => later());
  // A press while the server is away, at a form with ui.no_connection(): the browser would show its own error page, and
  // files chosen would be gone. The save is tried once more; the press goes on after it, or the page stays and says so.
  async function hold(event) {
    event.preventDefault();
    if (trying) return;
    trying = true;
    notice.textContent = ""; // said again at each press
    through = await save();
    trying = false;
    if (through) form.requestSubmit(event.submitter);
    else notice.textContent = notice.dataset.away;
    through = false;
  }

  form.addEventListener("submit", (event) => {
    if (uploads && !settled) {
      afterUploads(event);
      return;
    }
    if (notice && !through && (!navigator.onLine || status?.dataset.state === "offline")) {
      hold(event);
      return;
    }
    sent = true;
    clearTimeout(timer);
    if (form.dataset.draftUrl) history.replaceState(history.state, "", form.dataset.draftUrl);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });
  addEventListener("online", () => status?.dataset.state === "offline" && save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && timer && !sent && save());
  return { save, alone, answers, adopt, refuse: (place) => { refused = place; } };
}
