// Sends files of a form with data-uploads while its page stays: the whole page is posted as by a button, and of the page that
// the server draws then the field is taken over, so that with and without scripts the same is said in the same words.

function post(form, data, progress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest(); // fetch tells nothing about how far the sending is
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => lengthComputable && progress(Math.floor((loaded / total) * 100)));
    request.addEventListener("loadend", () => done(request));
    request.send(data);
  });
}

// The field as the server draws it now; null when the files have not arrived.
export async function upload(input, files, progress, saver) {
  const { form } = input;
  const data = saver.answers();
  for (const file of files) data.append(input.name, file);
  data.append("_upload", "1");
  const request = await post(form, data, progress);
  const page = request.response;
  const field = page?.getElementById(input.id.replace(/-camera$/, ""))?.closest(".field-file");
  const drawn = field && request.status === 200 ? field : null;
  if (drawn) saver.adopt(page);
  // The server leads elsewhere, as it would lead a press of a button: the time is over, the form is a new one.
  else if (page && request.responseURL && request.responseURL !== form.action) location.assign(request.responseURL);
  return drawn && document.adoptNode(drawn);
}
