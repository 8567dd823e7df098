using System.Globalization;
using TrainingService.Contracts.Specs.Datasets;
using TrainingService.Contracts.Specs.Layers;
using TrainingService.Contracts.Specs.Losses;

namespace TrainingService.DataBench;

/// <summary>A table of many rows: imported, prepared and trained on.</summary>
internal static class LargeCsv
{
    private const int Columns = 20;
    private const int Batch = 4096;

    public static async Task RunAsync(string folder, int rows, int threads)
    {
        using var place = new Place(folder);
        using var stages = new Stages();
        var file = Path.Combine(place.Source, "large.csv");
        if (!File.Exists(file))
        {
            Write(file, rows);
            stages.End("write", $"{new FileInfo(file).Length / 1e6:N0} MB of text");
        }

        if (!place.Has("large"))
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            await place.ImportAsync("large");
            stages.End("import", $"{new FileInfo(file).Length / 1e6 / watch.Elapsed.TotalSeconds:N0} MB/s of text");
        }

        var data = await place.PrepareAsync(new DatasetSpec { Name = "large", Target = ColumnNames.Of("y"), Validation = new ValidationSpec { Fraction = 0.05 } });
        stages.End("prepare", $"{data.Training.Fields.Sum(field => field.Bytes) / 1e6:N0} MB mapped");
        var trainer = new Trainer(new MeanSquaredErrorLoss(), [new DenseLayer { Units = 16, Activation = Activation.Relu }, new DenseLayer { Units = 1 }], Batch, threads);
        var (trained, seconds, loss) = trainer.Run(data);
        stages.End("train", string.Create(CultureInfo.InvariantCulture, $"{trained:N0} rows, {trained / seconds:N0} rows/s, loss {loss:F4}"));
    }

    private static void Write(string path, int rows)
    {
        using var writer = new StreamWriter(path, append: false, System.Text.Encoding.ASCII, 1 << 20);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, Columns - 1).Select(i => $"x{i}").Append("y")));
        var state = 1UL;
        var line = new char[Columns * 16];
        for (var row = 0; row < rows; row++)
        {
            var (at, sum) = (0, 0.0);
            for (var column = 0; column < Columns; column++)
            {
                // A plain generator: what matters is that there are many different numbers. The last column is learned from the others.
                state = state * 6364136223846793005 + 1442695040888963407;
                var value = column == Columns - 1 ? sum : (state >> 40) / 16777.216 - 500;
                sum += value * (column % 3 - 1) * 0.01;
                value.TryFormat(line.AsSpan(at), out var used, "F3", CultureInfo.InvariantCulture);
                at += used;
                line[at++] = column == Columns - 1 ? '\n' : ',';
            }

            writer.Write(line, 0, at);
        }
    }
}
