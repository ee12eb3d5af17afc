// A small picture that the server was too busy to make (503) is asked for again, a few times; its frame is there anyway.

const TRIES = 6;

export function picture(image) {
  const address = image.getAttribute("src");
  let tries = 0;
  function again() {
    tries += 1;
    if (tries > TRIES) return;
    setTimeout(() => { image.src = `${address}${address.includes("?") ? "&" : "?"}again=${tries}`; }, tries * 1000);
  }
  image.addEventListener("error", again);
  if (image.complete && image.naturalWidth === 0) again();
}
