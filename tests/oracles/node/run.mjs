// Runs ONNX models with ONNX Runtime for the tests. Every line of standard input is a JSON object {model, input, type, shape, output}: the
// model is run on the numbers of the file "input", and the result goes to the file "output", both little-endian and row-major. Every line
// is answered by {type, shape} of the result, or by {error}.
import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import ort from 'onnxruntime-node';

const arrays = { float32: Float32Array, float64: Float64Array };

async function answer({ model, input, type, shape, output }) {
  // In double precision the extended optimisations put in operators that exist in single precision only (QuickGelu for x * sigmoid(x)).
  const graphOptimizationLevel = type === 'float64' ? 'basic' : 'all';
  const session = await ort.InferenceSession.create(model, { graphOptimizationLevel, logSeverityLevel: 4 });
  try {
    const bytes = readFileSync(input);
    const values = new arrays[type](bytes.buffer, bytes.byteOffset, bytes.length / arrays[type].BYTES_PER_ELEMENT);
    const results = await session.run({ [session.inputNames[0]]: new ort.Tensor(type, values, shape) });
    const result = results[session.outputNames[0]];
    writeFileSync(output, new Uint8Array(result.data.buffer, result.data.byteOffset, result.data.byteLength));
    return { type: result.type, shape: result.dims };
  } finally {
    await session.release();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (error) {
    reply = { error: error.message };
  }
  process.stdout.write(JSON.stringify(reply) + '\n');
}
