/* The part of a picture that becomes the photo of 4 x 6: chosen by three sliders or by dragging, drawn as it will be. */
(function () {
  "use strict";
  const RATIO = 2 / 3;

  function begin(form) {
    const canvas = form.querySelector("canvas");
    const tools = form.querySelector("[data-hs-crop-tools]");
    const now = form.querySelector("[data-hs-crop-now]");
    const slider = (name) => form.querySelector(`[data-hs-crop-${name}]`);
    const share = (name) => Number(slider(name).value) / 100;
    let picture = null;

    function box() {
      const widest = Math.min(picture.width, picture.height * RATIO);
      const width = widest / (1 + 3 * share("zoom"));
      const height = width / RATIO;
      return { left: (picture.width - width) * share("across"), top: (picture.height - height) * share("down"), width, height };
    }

    function draw() {
      const part = box();
      const at = canvas.getContext("2d");
      at.fillStyle = "#fff";
      at.fillRect(0, 0, canvas.width, canvas.height);
      at.drawImage(picture, part.left, part.top, part.width, part.height, 0, 0, canvas.width, canvas.height);
      const keep = { left: part.left / picture.width, top: part.top / picture.height, width: part.width / picture.width };
      Object.entries(keep).forEach(([name, value]) => { form.elements[`crop_${name}`].value = value.toFixed(5); });
    }

    async function choose(file) {
      picture = file ? await createImageBitmap(file).catch(() => null) : null;
      canvas.hidden = !picture;
      tools.hidden = !picture;
      now.hidden = Boolean(picture);
      // Without a drawn part the server keeps the middle of the picture, or says what is wrong with it.
      if (picture) { draw(); } else { ["left", "top", "width"].forEach((name) => { form.elements[`crop_${name}`].value = ""; }); }
    }

    form.elements.file.addEventListener("change", () => choose(form.elements.file.files[0]));
    tools.addEventListener("input", draw);
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) { return; }
      slider("across").value = Number(slider("across").value) - event.movementX / 2;
      slider("down").value = Number(slider("down").value) - event.movementY / 3;
      draw();
    });
  }

  const look = (place) => place.querySelectorAll("[data-hs-crop]").forEach(begin);
  document.addEventListener("hs:added", (event) => look(event.detail));
  look(document);
}());
