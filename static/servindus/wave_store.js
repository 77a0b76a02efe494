/* What waits on this device, per person: a store of the browser, nothing else. */
"use strict";

window.waveStore = (() => {
  const NAME = "servindus-field";

  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        const rows = asked.result.createObjectStore("entries", { keyPath: "id" });
        rows.createIndex("user", "user");
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });

  /* Resolves once the transaction is on the disk: a full device rejects. */
  const during = async (mode, work) => {
    const base = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = base.transaction("entries", mode);
        const asked = work(transaction.objectStore("entries"));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = () => reject(transaction.error);
        transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      base.close();
    }
  };

  const put = (entry) => during("readwrite", (rows) => rows.put(entry));
  const get = (id) => during("readonly", (rows) => rows.get(id));
  const remove = (id) => during("readwrite", (rows) => rows.delete(id));
  const ofPerson = (user) =>
    during("readonly", (rows) => rows.index("user").getAll(user));
  const count = () => during("readonly", (rows) => rows.count());
  return { put, get, remove, ofPerson, count };
})();
