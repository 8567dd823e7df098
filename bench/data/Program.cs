// Measures the way from files to the engine: dotnet run -c Release --project bench/data -- COMMAND [--NAME VALUE ...]
//   epoch         epochs over the same prepared images: from the disk, from a mapped file in memory, from arrays; alternating
//   large-csv     writes a CSV of 20 columns, imports it, prepares it and trains an epoch; seconds and memory of each stage
//   large-images  prepares images of more bytes than there is memory and trains on them; to be run under limit-memory.sh
// Options: --rows N, --gigabytes G (large-images), --steps S (large-images), --rounds R (epoch), --threads T, --folder F (kept, and used again)
using System.Globalization;
using TrainingService.DataBench;

var folder = Text("--folder") ?? Directory.CreateTempSubdirectory("data-bench-").FullName;
try
{
    switch (args.FirstOrDefault())
    {
        case "large-csv":
            await LargeCsv.RunAsync(folder, (int)Number("--rows", 10_000_000), (int)Number("--threads", 2));
            return 0;
        case "epoch":
            await Epochs.RunAsync(folder, (int)Number("--rows", 60_000), (int)Number("--rounds", 5), (int)Number("--threads", 2));
            return 0;
        case "large-images":
            await LargeImages.RunAsync(folder, Number("--gigabytes", 20), (int)Number("--steps", 1000), (int)Number("--threads", 2));
            return 0;
        default:
            Console.Error.WriteLine("usage: TrainingService.DataBench epoch|large-csv|large-images [--rows N] [--gigabytes G] [--steps S] [--rounds R] [--threads T] [--folder F]");
            return 2;
    }
}
finally
{
    if (Text("--folder") is null) Directory.Delete(folder, recursive: true);
}

string? Text(string name) => Array.IndexOf(args, name) is >= 0 and var i ? args[i + 1] : null;

double Number(string name, double otherwise) => Text(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
