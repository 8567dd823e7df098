using TrainingService.Compute.Data;
using TrainingService.Compute.Runtime;
using TrainingService.Compute.Specs;
using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;
using TrainingService.Contracts.Specs.Metrics;
using TrainingService.Contracts.Specs.Optimizers;
using TrainingService.Contracts.Validation;

namespace TrainingService.Compute.Tests.Support;

/// <summary>Small specs and made-up data that can be learned.</summary>
internal static class Make
{
    /// <summary>Rows with one bright stripe per class on noise: [8, 8, channels] floats.</summary>
    public static Dataset Stripes(int rows = 203, int classes = 4, int channels = 1, ulong seed = 7)
    {
        var schema = new DataSchema([8, 8, channels], TargetKind.Class, classes);
        var training = Part(rows, schema, seed);
        var test = Part(61, schema, seed + 1);
        return new Dataset(new DataDescription("stripes", new string('a', 64), schema, rows, test.Rows, null), training, test);
    }

    public static RunSpec Spec(params LayerSpec[] layers) => new()
    {
        Dataset = new DatasetSpec { Name = "stripes", Validation = new ValidationSpec { Fraction = 0.2 } },
        Model = new ModelSpec { Layers = layers },
        Loss = new CrossEntropyLoss(),
        Metrics = [new AccuracyMetric(), new ConfusionMatrixMetric()],
        Optimizer = new AdamOptimizer { LearningRate = 0.01 },
        Training = new TrainingSpec { Epochs = 3, BatchSize = new BatchSize(16) },
        Seed = 42,
    };

    /// <summary>A convolutional network that uses every op there is.</summary>
    public static LayerSpec[] ConvNet(int classes = 4) =>
    [
        new Conv2DLayer { Filters = 6, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same, Activation = Activation.Relu },
        new MaxPool2DLayer(),
        new Conv2DLayer { Id = "a", Filters = 5, KernelSize = new Size2D(3, 3), Padding = Padding2D.Same },
        new BatchNormLayer(),
        new LeakyReluLayer { NegativeSlope = 0.1 },
        new Conv2DLayer { Id = "b", Filters = 5, KernelSize = new Size2D(2, 2), Padding = Padding2D.Same, Activation = Activation.Tanh },
        new AddLayer { Inputs = ["a", "b"] },
        new GroupNormLayer { Groups = 5 },
        new AveragePool2DLayer(),
        new FlattenLayer(),
        new DropoutLayer { Rate = 0.2 },
        new DenseLayer { Units = 16, Activation = Activation.Sigmoid },
        new DenseLayer { Units = classes },
    ];

    public static RunPlan Plan(RunSpec spec, Dataset data)
    {
        var errors = new List<SpecError>();
        return RunPlan.Compile(spec, data.Description, errors) ?? throw new InvalidOperationException(string.Join("\n", errors));
    }

    private static DataPart Part(int rows, DataSchema schema, ulong seed)
    {
        var features = new float[rows * schema.FeatureCount];
        RandomFill.Normal(features, 0, 0.5, seed, 0);
        var labels = new int[rows];
        var channels = schema.InputShape[2];
        for (var row = 0; row < rows; row++)
        {
            labels[row] = row % schema.TargetSize;
            for (var x = 0; x < 8 * channels; x++) features[row * schema.FeatureCount + 2 * labels[row] * 8 * channels + x] += 2;
        }

        return DataPart.FromFloats(features, labels);
    }
}
