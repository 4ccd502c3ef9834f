"use strict";
// Shows how much of a large file has been sent, and then the page that answers; without script the browser does both.
document.addEventListener("DOMContentLoaded", function watch() {
  const form = document.getElementById("hand-in");
  if (!form) return;
  const sending = document.getElementById("sending");
  const failed = document.getElementById("not-sent");
  const button = form.querySelector("button");
  const end = (worked) => { sending.hidden = true; failed.hidden = worked; button.disabled = false; };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const size = [...form.file.files].reduce((sum, file) => sum + file.size, 0);
    if (size > Number(form.dataset.most) * 1e6) { end(false); return; }
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = (sent) => {
      const share = Math.floor((100 * sent.loaded) / sent.total);
      sending.querySelector("progress").value = share;
      sending.querySelector("span").textContent = `${share}%`;
    };
    request.onload = () => {
      // Not fetched again: what it says of each file is said once.
      const main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      if (request.status >= 400 || !main) { end(false); return; }
      document.querySelector("main").replaceWith(main);
      window.htmx.process(main);
      document.dispatchEvent(new Event("htmx:load"));
      watch();
      window.scrollTo(0, 0);
    };
    request.onerror = () => end(false);
    sending.hidden = false; failed.hidden = true; button.disabled = true;
    request.send(new FormData(form));
  });
});
