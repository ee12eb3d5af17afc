// A press while the server is away. Without this the browser shows its own error page, and files chosen are gone.
// When the last save failed, or the device says that it is offline, the press is held: the save is tried once more; if it
// succeeds the press goes on, otherwise the page stays and says so at the button ([data-no-connection], role="alert").
// The saving itself goes on by itself (autosave.js). A save that the server refuses is not a missing connection.

export function hold(form, save) {
  const status = document.querySelector("[data-autosave-status]");
  const notice = form.querySelector("[data-no-connection]");
  if (!notice) return;
  let trying = false;
  let through = false;

  const away = () => !navigator.onLine || status?.dataset.state === "offline";

  // On the window and in the capture phase: before autosave.js and once.js take the press for sent.
  addEventListener(
    "submit",
    async (event) => {
      if (event.target !== form || through || !away()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (trying) return;
      trying = true;
      const button = event.submitter;
      notice.textContent = ""; // said again at each press
      const done = await save();
      trying = false;
      if (!done) {
        notice.textContent = notice.dataset.noConnection;
        return;
      }
      through = true;
      form.requestSubmit(button);
      through = false;
    },
    true,
  );
}
