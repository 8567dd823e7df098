// Measures importing a CSV: dotnet run --project bench/imports -- [rows] [columns] [folder] [mixed|numbers]
//                            or: -- look FILE|FOLDER ...   (imports files and prints what was found)
// Writes a table of numbers, whole numbers and categories (or of numbers alone) once, imports it, and prints MB of text a second and the most memory used.
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Bench.Imports;
using TrainingService.Datasets;
using TrainingService.Datasets.Importing;

if (args is ["look", ..])
{
    await Looker.LookAsync(args[1..]);
    return;
}

var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 10_000_000;
var columns = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20;
var folder = args.Length > 2 ? args[2] : Path.Combine(Path.GetTempPath(), "import-bench");
var kind = args.Length > 3 ? args[3] : "mixed";
Directory.CreateDirectory(folder);
var file = Path.Combine(folder, $"{kind}-{rows}x{columns}.csv");
if (!File.Exists(file)) TableMaker.Write(file, rows, columns, kind);
var destination = Path.Combine(folder, "version");
if (Directory.Exists(destination)) Directory.Delete(destination, recursive: true);

using var services = new ServiceCollection().AddLogging().AddDatasets(new ConfigurationBuilder().Build(), folder).BuildServiceProvider();
var stages = new StageClock();
var watch = Stopwatch.StartNew();
var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
var report = await services.GetRequiredService<IDatasetImporter>()
    .ImportAsync(new ImportSource([new ImportFile(file, Path.GetFileName(file))]), destination, stages);
var seconds = watch.Elapsed.TotalSeconds;
var cpu = (Process.GetCurrentProcess().TotalProcessorTime - cpuBefore).TotalSeconds;
var megabytes = new FileInfo(file).Length / 1e6;
Console.WriteLine(stages.ToString());
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{rows:n0} rows x {columns} columns, {megabytes:n0} MB of text in {seconds:0.0} s: {megabytes / seconds:n0} MB/s ({megabytes / cpu:n0} MB per second of processor time, {Environment.ProcessorCount} processors); peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:n0} MB resident"));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{report.Header.StoredBytes / 1e6:n0} MB stored, version {report.ContentHash[..12]}, {report.Header.Warnings.Count} warnings"));
