if (args is [string table, string file])
{
    Flower[] flowers = System.Text.Json.JsonSerializer.Deserialize<Flower[]>(File.ReadAllText(table))!;
    DataSplit<float> data = Dataset.From(flowers, row => row.Sizes, row => row.Kind).Split(test: 0.2).Scaled(Scaling.Standardize);
    Network<float> network = Network.Build<float>(data.Train.InputShape, [new Linear(16), new ReLU(), new Linear(data.Train.Classes)]);
    Trainer<float> trainer = new(network, new CrossEntropy(), new Adam(0.01));
    trainer.Fit(data, new TrainingOptions { Epochs = 30 });
    new Model<float>(network, trainer.Loss, data.Train).Save(file);
}
else
{
    Console.WriteLine(Model.Load(args[0]).Predict(6.2f, 2.6f, 4.4f, 1.5f));
}

internal sealed record Flower(float[] Sizes, string Kind);
