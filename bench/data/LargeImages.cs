using System.Globalization;
using System.Text;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.DataBench;

/// <summary>Images that are prepared into more bytes than there is memory: 8 x 8 pixels of three colours, resized to 64 x 64.</summary>
internal static class LargeImages
{
    private const int Small = 8;
    private const int Large = 64;
    private const int Batch = 64;

    public static async Task RunAsync(string folder, double gigabytes, int steps, int threads)
    {
        using var place = new Place(folder);
        using var stages = new Stages();
        var rows = (int)(gigabytes * 1e9 / (Large * Large * 3));
        Console.WriteLine($"memory limit {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e6:N0} MB for the managed heap");
        if (!place.Has("large-images"))
        {
            Write(place.Source, rows);
            await place.ImportAsync("large-images");
            stages.End("import", $"{rows:N0} images");
        }

        var data = await place.PrepareAsync(new DatasetSpec
        {
            Name = "large-images",
            Target = ColumnNames.Of("y"),
            Preprocessing = [new ImageResizeStep { Size = new(Large, Large) }, new NormalizeStep { By = NormalizeBy.Unit }],
        });
        PageCache.Drop(data.Training, folder);
        stages.End("prepare", $"{data.Training.Fields.Sum(field => field.Bytes) / 1e6:N0} MB prepared, {PageCache.InMemory(data.Training.Fields[0]):P0} left in memory");
        LayerSpec[] layers =
        [
            new Conv2DLayer { Filters = 8, KernelSize = new(3, 3), Stride = new(2, 2), Activation = Activation.Relu }, new MaxPool2DLayer { PoolSize = new(2, 2) },
            new Conv2DLayer { Filters = 16, KernelSize = new(3, 3), Activation = Activation.Relu }, new MaxPool2DLayer { PoolSize = new(2, 2) },
            new FlattenLayer(), new DenseLayer { Units = 10 },
        ];
        var (trained, seconds, loss) = new Trainer(new CrossEntropyLoss(), layers, Batch, threads).Run(data, steps);
        stages.End("train", string.Create(CultureInfo.InvariantCulture, $"{trained:N0} rows in shuffled order, {trained / seconds:N0} rows/s ({trained / seconds * Large * Large * 3 / 1e6:N0} MB/s), loss {loss:F4}"));
    }

    /// <summary>x.npy [rows, 8, 8, 3] bytes and y.npy [rows]; the brightness of an image is its class.</summary>
    private static void Write(string folder, int rows)
    {
        using var x = Npy(Path.Combine(folder, "x.npy"), "|u1", $"({rows}, {Small}, {Small}, 3)");
        using var y = Npy(Path.Combine(folder, "y.npy"), "|u1", $"({rows},)");
        var image = new byte[Small * Small * 3];
        var state = 1UL;
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < image.Length; i++)
            {
                state = state * 6364136223846793005 + 1442695040888963407;
                image[i] = (byte)((row % 10 * 20) + (int)(state >> 60));
            }

            x.Write(image);
            y.WriteByte((byte)(row % 10));
        }
    }

    private static FileStream Npy(string path, string type, string shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        header = header.PadRight((header.Length + 11 + 63) / 64 * 64 - 11) + "\n";
        var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)]);
        return file;
    }
}
