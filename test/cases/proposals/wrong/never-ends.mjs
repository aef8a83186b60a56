import 'mprog-spec';
for (;;);
