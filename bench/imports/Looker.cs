using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets;
using TrainingService.Datasets.Importing;

namespace TrainingService.Bench.Imports;

/// <summary>Imports files as one dataset and prints what was detected and guessed.</summary>
internal static class Looker
{
    public static async Task LookAsync(string[] paths)
    {
        var files = paths.SelectMany(path => Directory.Exists(path) ? ImportSource.FromFolder(path).Files
            : [new ImportFile(path, Path.GetFileName(path))]);
        var folder = Directory.CreateTempSubdirectory("look-").FullName;
        try
        {
            using var services = new ServiceCollection().AddLogging().AddDatasets(new ConfigurationBuilder().Build(), folder).BuildServiceProvider();
            var report = await services.GetRequiredService<IDatasetImporter>()
                .ImportAsync(new ImportSource([.. files]), Path.Combine(folder, "version"));
            Print(report.Header);
        }
        catch (DatasetProblemException exception)
        {
            Console.WriteLine($"  REFUSED {exception.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(DatasetHeader header)
    {
        Console.WriteLine($"  {header.Format} [{string.Join(", ", header.Parts.Select(part => $"{part.Name} {part.Rows}"))}] target {header.Target ?? "none"}");
        Console.WriteLine("  " + string.Join("; ",
            header.Detected.Select(found => string.Create(CultureInfo.InvariantCulture, $"{found.Option}={found.Value} {found.Confidence:0.00}"))));
        foreach (var column in header.Columns.Take(12))
        {
            var shape = column.Shape is { } sizes ? $"[{string.Join(",", sizes)}]" : "";
            var classes = column.Classes is { } names ? $" {names.Count} classes {string.Join(",", names.Take(4))}" : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"    {column.Name}: {column.Type}{shape} {column.TypeConfidence:0.00} {column.Role} {column.RoleConfidence:0.00}{classes}"));
        }

        foreach (var warning in header.Warnings.Take(10)) Console.WriteLine(
            $"  ! {warning.Code} {warning.Column} {warning.Part} {warning.Row}: {warning.Detail}");
    }
}
