/* Drafts written together: answers that save themselves, and who else is there.
   Without it the same forms save with their button. Texts come from data- attributes. */
"use strict";

(() => {
  const PAUSE = 1500;
  const AGAIN = 10000;

  const stored = {
    key: (form) => `draft-answer:${form.dataset.draftAnswer}`,
    read(form) {
      try { return JSON.parse(localStorage.getItem(this.key(form))); } catch { return null; }
    },
    keep(form, value) {
      try { localStorage.setItem(this.key(form), JSON.stringify(value)); } catch { /* full */ }
    },
    drop(form) {
      try { localStorage.removeItem(this.key(form)); } catch { /* none */ }
    },
  };

  /* Puts another text under the cursor, which stays at its word. */
  const replaceText = (field, text) => {
    const before = field.value;
    const most = Math.min(before.length, text.length);
    let same = 0;
    while (same < most && before[same] === text[same]) same += 1;
    const moved = (place) => (place <= same ? place : Math.max(same, place + text.length - before.length));
    const selection = [moved(field.selectionStart), moved(field.selectionEnd)];
    field.value = text;
    if (field === document.activeElement) field.setSelectionRange(...selection);
  };

  const answer = (form) => {
    const field = form.elements.namedItem("text");
    const base = form.elements.namedItem("base_number");
    const line = form.querySelector(".autosave");
    const slot = form.parentElement.querySelector("[data-conflict]");
    let timer = 0;
    let running = false;
    let unsaved = false;
    let unheard = null; // sent, and perhaps saved, but no answer came: it is sent again first
    let waiting = Boolean(slot.querySelector(".conflict"));

    const show = (state, text) => {
      line.dataset.state = state;
      line.querySelector(".autosave-text").textContent = text || line.dataset[state] || "";
    };
    const later = (pause) => {
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    };
    const keep = (words) => {
      unsaved = true;
      stored.keep(form, { text: field.value, base: base.value, unheard });
      show("failed", words);
    };

    async function save() {
      clearTimeout(timer);
      if (running || waiting || !form.isConnected) return;
      running = true;
      const sent = unheard ?? field.value;
      const data = new FormData(form);
      data.set("text", sent);
      unheard = sent;
      show("saving");
      try {
        const response = await fetch(form.dataset.draftAnswer, {
          method: "POST",
          body: data,
          headers: { Accept: "application/json" },
          credentials: "same-origin",
          redirect: "manual",
        });
        if (response.type === "opaqueredirect") keep(form.dataset.wordsOut);
        else if (!response.headers.get("Content-Type")?.includes("json")) {
          keep(response.status === 403 ? form.dataset.wordsOut : form.dataset.wordsKept);
          if (response.status >= 500) later(AGAIN);
        } else hear(await response.json(), sent);
      } catch {
        keep(navigator.onLine ? form.dataset.wordsKept : form.dataset.wordsOffline);
        later(AGAIN);
      }
      running = false;
    }

    const hear = (told, sent) => {
      unheard = null;
      if (told.state === "refused") { keep(told.message); return; }
      if (told.state === "conflict") { conflict(told.html); return; }
      const typedOn = field.value !== sent;
      if (told.state === "merged" && !typedOn) replaceText(field, told.text);
      base.value = typedOn ? told.typed : told.number;
      unsaved = typedOn;
      if (typedOn) { show("typing"); later(PAUSE); return; }
      stored.drop(form);
      show("saved", told.message);
    };

    /* Both texts, and three ways on; nothing saves itself before one is chosen. */
    const conflict = (html) => {
      waiting = true;
      stored.keep(form, { text: field.value, base: base.value });
      slot.innerHTML = html;
      show("failed", form.dataset.wordsWaiting);
      slot.focus();
    };
    slot.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-keep]");
      const panel = slot.querySelector(".conflict");
      if (!choice || !panel) return;
      event.preventDefault();
      base.value = panel.dataset.number;
      if (choice.dataset.keep === "theirs") {
        replaceText(field, panel.querySelector("[data-theirs]").value);
        unsaved = false;
        stored.drop(form);
      }
      if (choice.dataset.keep !== "both") {
        waiting = false;
        slot.replaceChildren();
      }
      if (choice.dataset.keep === "mine") save();
      else show("idle", "");
      field.focus();
    });

    /* What was typed here once and never reached the portal. */
    const found = stored.read(form);
    if (found && found.text !== field.value) {
      const note = document.createElement("p");
      note.className = "cluster small";
      note.append(form.dataset.wordsFound, " ");
      [["wordsUse", true], ["wordsDrop", false]].forEach(([words, use]) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-quiet button-small";
        button.textContent = form.dataset[words];
        button.addEventListener("click", () => {
          note.remove();
          if (use) {
            field.value = found.text;
            base.value = found.base;
            unheard = found.unheard ?? null;
            unsaved = true;
            later(0);
          } else stored.drop(form);
          field.focus();
        });
        note.append(button, " ");
      });
      form.prepend(note);
    }

    form.addEventListener("input", () => {
      unsaved = true;
      if (waiting) return;
      show("typing");
      later(PAUSE);
    });
    /* The button waits for what is under way, so that nobody meets her own text as another's. */
    form.addEventListener("submit", async (event) => {
      if (!navigator.onLine || (unheard !== null && !waiting)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!navigator.onLine) { keep(form.dataset.wordsOffline); return; }
        if (!running) await save();
        while (running) await new Promise((done) => { setTimeout(done, 50); });
        if (unheard === null && !waiting) form.requestSubmit();
        return;
      }
      clearTimeout(timer);
      waiting = true;
      unsaved = false;
      stored.drop(form);
    }, true);
    window.addEventListener("online", () => { if (unsaved) save(); });
    window.addEventListener("beforeunload", (event) => {
      if (form.isConnected && unsaved) event.preventDefault();
    });
  };

  const enhance = (root) => {
    if (root.matches?.("form[data-draft-answer]")) answer(root);
    root.querySelectorAll("form[data-draft-answer]").forEach(answer);
  };
  enhance(document);

  document.body.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    enhance(event.target);
    event.target.querySelector("form[data-draft-answer] textarea[name=text]")?.focus();
  });

  /* A conflict and a mistake are pages too, and are shown in place. */
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  /* The others see at which question she is. */
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-presence]")) return;
    const active = document.activeElement?.closest("[data-writing]") || document.querySelector("[data-writing]");
    event.detail.parameters.question = active ? active.dataset.writing : "";
  });
})();
