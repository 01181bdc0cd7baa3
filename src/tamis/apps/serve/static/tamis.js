// The little that the workbench does in the browser. Texts of pages come from the server, escaped.
"use strict";

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* ---------- a page is given */

async function problemIn(response) {
  const type = response.headers.get("Content-Type") || "";
  return type.includes("problem+json")
    ? (await response.json()).detail
    : `The server answered ${response.status}.`;
}

function field(side, name) {
  return one(`[name=${name}]`, side);
}

// Sends the page that a side of a form holds; returns where it is shown.
async function given(side) {
  const file = field(side, "file").files[0];
  const query = new URLSearchParams();
  const url = field(side, "url").value.trim();
  const type = field(side, "media_type").value;
  let body, contentType;
  if (file) {
    body = file;
    const plain = file.name.endsWith(".txt") || file.name.endsWith(".md");
    contentType = type || (plain ? "text/plain" : "application/octet-stream");
    if (url) query.set("url", url);
  } else {
    contentType = "application/json";
    body = JSON.stringify({
      data: field(side, "data").value, url: url || null, media_type: type || null,
    });
  }
  const response = await fetch(`/pages?${query}`, {
    method: "POST", headers: { "Content-Type": contentType }, body,
  });
  if (!response.ok) throw new Error(await problemIn(response));
  return (await response.json()).location;
}

function takeDrops(side, then) {
  side.addEventListener("dragover", (event) => event.preventDefault());
  side.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      field(side, "file").files = event.dataTransfer.files;
    } else {
      const html = event.dataTransfer.getData("text/html");
      field(side, "data").value = html || event.dataTransfer.getData("text/plain");
      field(side, "file").value = "";
    }
    then();
  });
}

// Has the form lead to the address that `destination` promises.
function onSubmit(form, destination) {
  const problem = one(".problem", form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    form.setAttribute("aria-busy", "true");
    try {
      location.assign(await destination());
    } catch (error) {
      problem.textContent = error.message;
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}

function setUpGiving(form) {
  const side = one("[data-side]", form);
  onSubmit(form, () => given(side));
  takeDrops(side, () => form.requestSubmit());
}

function setUpComparing(form) {
  const [left, right] = all("[data-side]", form);
  const other = form.elements.other;
  onSubmit(form, async () => {
    const name = (location) => location.split("/").pop();
    const one = name(await given(left));
    return `/compare/${one}/${other.value || name(await given(right))}`;
  });
  for (const side of [left, right]) takeDrops(side, () => {});
  const follow = () => { one("[data-another]", form).hidden = other.value !== ""; };
  other.addEventListener("change", follow);
  follow();
}

/* ---------- the whole text: sheets come when they are near, spans tell about themselves */

const loading = new Map();
const LINE_HEIGHT = 24;

function load(sheet) {
  if (!sheet.dataset.href) return Promise.resolve();
  if (!loading.has(sheet)) {
    loading.set(sheet, fetch(sheet.dataset.href).then(async (response) => {
      if (!response.ok) throw new Error(await problemIn(response));
      sheet.innerHTML = await response.text();
      delete sheet.dataset.href;
      sheet.style.minHeight = "";
    }).catch((error) => {
      loading.delete(sheet);
      sheet.textContent = error.message;
    }));
  }
  return loading.get(sheet);
}

const near = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    near.unobserve(entry.target);
    load(entry.target);
  }
}, { rootMargin: "1500px 0px" });

function setUpSheets() {
  for (const sheet of all(".sheet[data-href]")) {
    sheet.style.minHeight = `${sheet.dataset.lines * LINE_HEIGHT}px`;
    near.observe(sheet);
  }
}

function tell(label) {
  const details = one("#details");
  const facts = label.dataset;
  const put = (name, text) => { one(`[data-${name}]`, details).textContent = text; };
  const span = label.closest(".s");
  put("role", label.firstChild.textContent);
  put("family", facts.family);
  put("hidden", span.classList.contains("hidden") ? "hidden" : "");
  put("confidence", facts.confidence);
  put("range", facts.range);
  put("path", facts.path);
  one("meter", details).value = Number(facts.confidence);
  one("[data-reasons]", details).replaceChildren(
    ...facts.reasons.split("\n").filter(Boolean).map((reason) => {
      const item = document.createElement("li");
      item.textContent = reason;
      return item;
    }),
  );
  details.className = facts.family;
  details.dataset.span = span.id;
  details.hidden = false;
}

async function select() {
  const wanted = /^#s(\d+)$/.exec(location.hash);
  if (!wanted) return;
  const index = Number(wanted[1]);
  const sheets = all(".sheet");
  const at = sheets.findIndex((sheet) => sheet.dataset.first <= index && index <= sheet.dataset.last);
  if (at < 0) return;
  // With its neighbours, which would move it when they come.
  await Promise.all(sheets.slice(Math.max(at - 1, 0), at + 2).map(load));
  for (const old of all(".s.selected")) old.classList.remove("selected");
  const span = document.getElementById(`s${index}`);
  if (!span) return;
  span.classList.add("selected");
  const label = one("a", span);
  label.focus({ preventScroll: true });
  tell(label);
  const pane = span.closest(".pane");
  pane.scrollIntoView({ block: "nearest" });
  // Twice: only when it is near do the sheets around it get their true height.
  for (let time = 0; time < 2; time += 1) {
    pane.scrollTop += span.getBoundingClientRect().top - pane.getBoundingClientRect().top - 80;
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  }
}

function setUpText(text) {
  const told = (event) => {
    const span = event.target.closest(".s[id]");
    if (span) tell(one("a", span));
  };
  text.addEventListener("focusin", told);
  // A span that is selected stays, so that the mouse can go to the buttons.
  text.addEventListener("mouseover", (event) => { if (!one(".s.selected")) told(event); });
  text.addEventListener("keydown", (event) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    const labels = all(".s > a", text);
    const next = labels[labels.indexOf(document.activeElement) + step];
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  });
  setUpSheets();
  select();
}

/* ---------- what is kept: both sides follow the choice */

const LEANS = ["leave out (precision)", "weigh (balance)", "keep (recall)"];

function markLeftOut(form) {
  const off = all("input[name=role]", form).filter((box) => !box.checked).map((box) => box.value);
  const text = one("#text");
  text.className = off.map((role) => `off-${role}`).join(" ");
  text.classList.toggle("folded", one("#fold").checked);
  for (const family of all("input[data-family]", form)) {
    const boxes = all("input[name=role]", family.closest("fieldset"));
    const kept = boxes.filter((box) => box.checked).length;
    family.checked = kept === boxes.length;
    family.indeterminate = kept > 0 && kept < boxes.length;
  }
}

let latest = 0;

async function swap(address) {
  const mine = ++latest;
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (mine !== latest) return;
  if (!response.ok) {
    one("#clean").textContent = one("main", page).textContent;
    return;
  }
  for (const part of all("[data-swap]", page)) {
    const here = document.getElementById(part.id);
    if (here.dataset.swap !== part.dataset.swap) here.replaceWith(part);
  }
  history.replaceState(null, "", address + location.hash);
}

function setUpChoice(form) {
  const followed = async () => {
    const text = one("#text");
    await swap(`${form.action}?${new URLSearchParams(new FormData(form))}`);
    if (one("#text") !== text) setUpText(one("#text"));
    markLeftOut(form);
  };
  form.addEventListener("change", (event) => {
    if (event.target.id === "fold") return markLeftOut(form);
    const family = event.target.dataset.family;
    if (family) {
      for (const box of all("input[name=role]", event.target.closest("fieldset"))) {
        box.checked = event.target.checked;
      }
    }
    const lean = form.elements.lean;
    lean.setAttribute("aria-valuetext", LEANS[lean.value]);
    markLeftOut(form);
    return followed();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    followed();
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("a[data-tab]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.elements.tab.value = tab.dataset.tab;
    swap(tab.href).then(() => one(`a[data-tab=${tab.dataset.tab}]`).focus());
  });
  markLeftOut(form);
}

/* ---------- copying */

async function copied(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  throw new Error("This browser lets only https or localhost copy.");
}

function say(text) {
  const said = one("#said");
  said.textContent = text;
  setTimeout(() => { if (said.textContent === text) said.textContent = ""; }, 3000);
}

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  const link = event.target.closest("[data-link]");
  if (!copy && !link) return;
  try {
    if (copy) {
      const response = await fetch(copy.dataset.copy);
      if (!response.ok) throw new Error(await problemIn(response));
      await copied(await response.text());
    } else {
      const address = new URL(location.href);
      address.hash = one("#details").dataset.span;
      await copied(address.href);
    }
    say("Copied.");
  } catch (error) {
    say(error.message);
  }
});

/* ---------- a selection */

function unselect() {
  for (const span of all(".s.selected")) span.classList.remove("selected");
  history.replaceState(null, "", location.pathname + location.search);
  one("#details").hidden = true;
}

window.addEventListener("hashchange", select);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && one("#details")) unselect();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) unselect();
});
for (const form of all("form[data-giving]")) setUpGiving(form);
for (const form of all("form[data-comparing]")) setUpComparing(form);
for (const text of all("#text")) setUpText(text);
for (const form of all("form[data-choice]")) setUpChoice(form);
