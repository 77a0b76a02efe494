/* Says on the page that a passkey was not read. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey_failed");
  if (!note) return;
  // Somebody who closes the browser's window has made no error for the console.
  event.preventDefault();
  note.hidden = false;
  note.scrollIntoView({ block: "nearest" });
});
