export default {
  customScripts: ['../tasklist/scripts/one-login']
};
