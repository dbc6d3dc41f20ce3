/** Problems of the room `sensor`. */
export const sensorProblems = {
  'sensor.internal': {
    message: 'The app met a state in {what} that it holds to be impossible.',
    hint: 'This is a defect of the app; report it with the code and this sentence.',
  },
} as const;
