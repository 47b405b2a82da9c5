// One key for each action of the page. Nothing here is needed: every action is a button or a link.
"use strict";

const off = () => localStorage.getItem("keys") === "off";

function press(event) {
  if (off() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea")) return;
  const key = event.key.toLowerCase();
  const boxes = { c: "confidential", g: "quote" };
  if (boxes[key]) {
    document.querySelector(`input[name="${boxes[key]}"]:not(:disabled)`)?.click();
  } else if (key === "/") {
    document.getElementById("add")?.focus();
  } else {
    const found = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!found) return;
    found.click();
  }
  event.preventDefault();
}

function showSwitch(button) {
  button.textContent = off() ? "Keys are off" : "Keys are on";
  button.setAttribute("aria-pressed", String(!off()));
}

document.addEventListener("keydown", press);
document.querySelector(".passage")?.closest(".text").querySelector("h1").focus();
const button = document.getElementById("keys-switch");
if (button) {
  showSwitch(button);
  button.addEventListener("click", () => {
    localStorage.setItem("keys", off() ? "on" : "off");
    showSwitch(button);
  });
}
