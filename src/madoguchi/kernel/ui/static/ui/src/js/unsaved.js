// Asks before an officer's page is left with something typed and not sent. What came back with faults is not sent either.
export function unsaved(main) {
  let typed = Boolean(main.querySelector(".error-summary"));
  addEventListener("input", (event) => {
    typed ||= main.contains(event.target) && event.target.form?.method === "post";
  });
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented && main.contains(event.target)) typed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
