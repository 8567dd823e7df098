using System.Buffers.Binary;
using System.Globalization;
using TrainingService.Compute.Data;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.DataBench;

/// <summary>Epochs over the same prepared images: from the disk, mapped and in memory, in arrays.</summary>
internal static class Epochs
{
    private const int Batch = 64;

    public static async Task RunAsync(string folder, int rows, int rounds, int threads)
    {
        using var place = new Place(folder);
        if (!place.Has("images"))
        {
            WriteImages(place.Source, rows);
            await place.ImportAsync("images");
        }

        var mapped = await place.PrepareAsync(new DatasetSpec { Name = "images" });
        var arrays = mapped with { Training = Copy(mapped), Test = Copy(mapped) };
        LayerSpec[] lenet =
        [
            new Conv2DLayer { Filters = 6, KernelSize = new(5, 5), Activation = Activation.Relu }, new MaxPool2DLayer { PoolSize = new(2, 2) },
            new Conv2DLayer { Filters = 16, KernelSize = new(5, 5), Activation = Activation.Relu }, new MaxPool2DLayer { PoolSize = new(2, 2) },
            new FlattenLayer(), new DenseLayer { Units = 120, Activation = Activation.Relu }, new DenseLayer { Units = 84, Activation = Activation.Relu }, new DenseLayer { Units = 10 },
        ];
        LayerSpec[] small = [new FlattenLayer(), new DenseLayer { Units = 64, Activation = Activation.Relu }, new DenseLayer { Units = 10 }];
        foreach (var (name, layers) in new[] { ("LeNet", lenet), ("784-64-10", small) })
        {
            var trainer = new Trainer(new CrossEntropyLoss(), layers, Batch, threads);
            trainer.Run(arrays);
            List<double> cold = [], warm = [], memory = [];
            for (var round = 0; round < rounds; round++)
            {
                PageCache.Drop(mapped.Training, folder);
                var before = PageCache.InMemory(mapped.Training.Fields[0]);
                cold.Add(Speed(trainer.Run(mapped)));
                memory.Add(Speed(trainer.Run(arrays)));
                warm.Add(Speed(trainer.Run(mapped)));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{name}: from disk {cold[^1]:N0} rows/s ({before:P0} in memory before), mapped {warm[^1]:N0}, arrays {memory[^1]:N0}"));
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, medians of {rounds} on {threads} threads: from disk {Median(cold):N0} rows/s, mapped {Median(warm):N0}, arrays {Median(memory):N0}; disk / arrays {Median(cold) / Median(memory):F3} (best of each {cold.Max() / memory.Max():F3})"));
        }
    }

    private static double Speed((int Rows, double Seconds, double Loss) run) => run.Rows / run.Seconds;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static unsafe DataPart Copy(Dataset data)
    {
        var fields = data.Training.Fields.Zip(data.Description.Schema.Fields, (field, schema) => schema.Kind == FieldKind.Bytes
            ? (FieldData)new ArrayField<byte>(new ReadOnlySpan<byte>(field.Values, (int)field.Bytes).ToArray())
            : new ArrayField<int>(new ReadOnlySpan<int>(field.Values, (int)(field.Bytes / sizeof(int))).ToArray()));
        return new DataPart(data.Training.Rows, [.. fields]);
    }

    private static void WriteImages(string folder, int rows)
    {
        var (pixels, labels) = (new byte[16 + rows * 784], new byte[8 + rows]);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i * 2654435761 >> 24);
        for (var i = 0; i < rows; i++) labels[8 + i] = (byte)(i % 10);
        Header(pixels, 0x803, rows, 28, 28);
        Header(labels, 0x801, rows);
        File.WriteAllBytes(Path.Combine(folder, "train-images-idx3-ubyte"), pixels);
        File.WriteAllBytes(Path.Combine(folder, "train-labels-idx1-ubyte"), labels);
    }

    private static void Header(byte[] file, params int[] numbers)
    {
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 * i), numbers[i]);
    }
}
