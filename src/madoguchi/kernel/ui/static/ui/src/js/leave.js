// <a data-leave href="…">: away at once, and the page is gone from the history, so that Back does not bring it up again.

export function leave(link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
