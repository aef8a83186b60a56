export default { name: 'tables', tables: 'many', uapi: {}, keeping: null };
