// Keys, and saving without losing anything when the server cannot be reached. Nothing here is needed: without script
// every action is a button, a link or a form.
"use strict";

const read = (name, otherwise) => JSON.parse(localStorage.getItem(name) || JSON.stringify(otherwise));
const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
const isOff = () => read("keys-off", false);
const ownKeys = () => read("keys-own", {});
const say = (words) => { document.getElementById("status").textContent = words; };
let sending = false;

// --- keys ---------------------------------------------------------------------------------------------------

function printed(key) {  // the key that the page prints for the one that was pressed
  const own = ownKeys();
  const found = Object.keys(own).find((name) => own[name] === key);
  return found || (own[key] && own[key] !== key ? null : key);
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea");
}

function press(event) {
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isOff() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (moveSpan(event)) return;
  const key = printed(event.key.length === 1 && event.key !== "Z" ? event.key.toLowerCase() : event.key);
  if (!key || key.length !== 1) return;
  if (key === "p") { turnPolarity(); event.preventDefault(); return; }
  if (key === "e" && rowInHand()) { event.preventDefault(); takeInHand(rowInHand()); act(rowInHand().querySelector("[data-span] button")); return; }
  const found = document.querySelector(`main [data-key="${CSS.escape(key)}"]:not(:disabled), .bar [data-key="${CSS.escape(key)}"]`);
  if (!found) return;
  event.preventDefault();
  act(found);
}

function act(found) {
  if (found.closest("[data-span]")) { found.focus(); say("Arrow keys move the end of the coded sentences, with Shift the start."); return; }
  if (found.matches("textarea, input:not([type=checkbox]):not([type=radio])")) { found.focus(); return; }
  found.click();
  if (found.matches("input[type=checkbox][name=theme]")) say(`${found.closest("label").textContent.trim()}: ${found.checked ? "ticked" : "not ticked"}`);
}

function moveSpan(event) {
  const span = event.target.closest("[data-span]");
  if (!span || !["ArrowLeft", "ArrowRight"].includes(event.key)) return false;
  const edge = event.shiftKey ? "start" : "end";
  const way = event.key === "ArrowLeft" ? "earlier" : "later";
  span.querySelector(`[value^="${edge}-${way}/"]`).click();
  event.preventDefault();
  return true;
}

function rowInHand() {
  return document.activeElement.closest(".theme-row") || document.querySelector(".theme-row[data-hand]") || document.querySelector(".theme-row");
}

function turnPolarity() {
  const select = rowInHand()?.querySelector("select");
  if (!select) return;
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  say(`${rowInHand().querySelector("label").textContent.trim()}: ${select.selectedOptions[0].textContent}`);
}

function takeInHand(row) {
  document.querySelectorAll(".theme-row").forEach((other) => {
    other.toggleAttribute("data-hand", other === row);
    other.querySelector("details").open = other === row;
  });
  if (!row.querySelector("[name=theme]").checked) return;
  document.querySelectorAll(".s[data-n]").forEach((sentence) => {
    const number = Number(sentence.dataset.n);
    sentence.classList.toggle("in", row.dataset.from <= number && number < row.dataset.to);
  });
}

// --- sending ------------------------------------------------------------------------------------------------

async function send(event) {
  const form = event.target;
  if (form.hasAttribute("data-plain") || form.method !== "post" || form.enctype === "multipart/form-data") return;
  event.preventDefault();
  if (sending) return;
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
  await deliver(event.submitter?.getAttribute("formaction") || form.getAttribute("action"), body.toString());
}

async function deliver(to, body) {
  sending = true;
  document.body.setAttribute("aria-busy", "true");
  sessionStorage.setItem("unsent", JSON.stringify({ to, body }));
  say("Saving …");
  for (let wait = 1; sending; wait = Math.min(wait * 2, 15)) {
    try {
      const answer = await fetch(to, { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
      const page = await answer.text();
      sessionStorage.removeItem("unsent");
      sending = false;
      if (answer.ok || answer.status === 409) show(page, answer.redirected ? answer.url : null);
      else refuse(page);
    } catch {
      say(`Not saved: the server cannot be reached. Your decision is kept here and is sent again in ${wait} s. Leave this page open.`);
      document.getElementById("status").classList.add("bad");
      await new Promise((again) => setTimeout(again, wait * 1000));
    }
  }
  document.body.removeAttribute("aria-busy");
}

function refuse(text) {  // what was not done stays in the form, to be sent again
  say(new DOMParser().parseFromString(text, "text/html").querySelector("[role=alert]")?.textContent || "Not saved.");
  document.getElementById("status").classList.add("bad");
}

function show(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const scroll = address ? 0 : window.scrollY;
  document.title = page.title;
  document.getElementById("main").replaceWith(page.getElementById("main"));
  if (address) history.pushState(null, "", address);
  begin();
  window.scrollTo(0, scroll);
}

async function visit(event) {
  const link = event.target.closest("main a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || !to.pathname.startsWith("/passage/") || sending) return;
  event.preventDefault();
  try {
    const answer = await fetch(to);
    show(await answer.text(), answer.url);
  } catch { location.href = to; }
}

// --- each page ----------------------------------------------------------------------------------------------

function showOwnKeys() {
  const own = ownKeys();
  for (const place of document.querySelectorAll("main [data-key]")) {
    const mine = own[place.dataset.key];
    const label = mine && (place.querySelector("kbd") || place.closest("label, fieldset")?.querySelector("kbd"));
    if (label) label.textContent = mine.toUpperCase();
  }
  document.body.classList.toggle("keys-off", isOff());
}

function keysPage() {
  const button = document.getElementById("keys-switch");
  if (!button) return;
  const reset = document.getElementById("keys-reset");
  const refresh = () => {
    button.textContent = isOff() ? "Keys are off" : "Keys are on";
    button.setAttribute("aria-pressed", String(!isOff()));
    document.querySelectorAll("[data-remap]").forEach((field) => { field.value = ownKeys()[field.dataset.remap] || ""; });
    showOwnKeys();
  };
  button.hidden = reset.hidden = false;
  button.addEventListener("click", () => { write("keys-off", !isOff()); refresh(); });
  reset.addEventListener("click", () => { write("keys-own", {}); refresh(); say("Every key is as printed."); });
  document.getElementById("keys-table").addEventListener("change", (event) => remap(event.target));
  refresh();
}

function remap(field) {
  const own = ownKeys();
  const key = field.value.toLowerCase();
  const taken = key && [...document.querySelectorAll("[data-remap]")].find(
    (other) => other !== field && (own[other.dataset.remap] || other.dataset.remap) === key);
  if (taken || /^[0-9]$/.test(key)) { say(`${key} is taken. Choose another key.`); field.value = own[field.dataset.remap] || ""; return; }
  if (key) own[field.dataset.remap] = key; else delete own[field.dataset.remap];
  write("keys-own", own);
  showOwnKeys();
  say(key ? `Saved: ${key.toUpperCase()}` : "As printed again.");
}

function zoom() {
  const tools = document.querySelector(".zoom");
  if (!tools) return;
  tools.hidden = false;
  const sheet = document.querySelector(".zoomed");
  const set = (step) => {
    const size = Math.min(5, Math.max(0, Number(sessionStorage.getItem("zoom") || 0) + step));
    sessionStorage.setItem("zoom", size);
    sheet.className = `zoomed zoom-${size}`;
  };
  set(0);
  tools.addEventListener("click", (event) => set(Number(event.target.closest("button")?.dataset.zoom || 0)));
  const box = sheet.querySelector("rect");
  if (box) sheet.parentElement.scrollTop = Number(box.getAttribute("y")) / 100 * sheet.scrollHeight - sheet.parentElement.clientHeight / 3;
}

function begin() {
  const first = document.querySelector("main [data-focus]") || document.querySelector("main h1");
  first?.focus({ preventScroll: true });
  const here = document.querySelector(".reads .here");
  if (here) here.parentElement.scrollTop = here.offsetTop - here.parentElement.offsetTop - here.parentElement.clientHeight / 3;
  const next = document.querySelector("[data-next-picture]");
  if (next) setTimeout(() => { new Image().src = next.dataset.nextPicture; }, 400);
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => lookAgain(again), 1000 * Number(again.dataset.again));
  keysPage();
  showOwnKeys();
  zoom();
}

async function lookAgain(waiting) {  // the page of work that is under way, shown anew when the work is done
  if (!waiting.isConnected) return;
  const text = await fetch(location.href).then((answer) => answer.text()).catch(() => "");
  if (text && !text.includes("data-again")) show(text, null);
  else setTimeout(() => lookAgain(waiting), 1000 * Number(waiting.dataset.again));
}

document.addEventListener("keydown", press);
document.addEventListener("submit", send);
document.addEventListener("click", visit);
document.addEventListener("focusin", (event) => { const row = event.target.closest(".theme-row"); if (row) takeInHand(row); });
document.addEventListener("change", (event) => { const row = event.target.closest(".theme-row"); if (row) takeInHand(row); });
addEventListener("popstate", () => location.reload());
addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });
begin();
const unsent = sessionStorage.getItem("unsent");
if (unsent) { const { to, body } = JSON.parse(unsent); deliver(to, body); }
