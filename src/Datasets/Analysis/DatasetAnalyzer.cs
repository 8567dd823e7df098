using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Analysis.Warnings;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Analysis;

/// <summary>Turns what a reader wrote into the final columns: types refined, roles guessed, statistics and warnings added.</summary>
internal static class DatasetAnalyzer
{
    public static ReadResult Analyse(ImportContext context, ReadResult read)
    {
        context.Progress.Begin("analysing", Directory.EnumerateFiles(context.Folder).Sum(path => new FileInfo(path).Length));
        read = ColumnCombiner.Combine(context, read);
        var columns = read.Columns.ToArray();
        var hasTime = columns.Any(column => column.Type == ColumnType.Time || RoleGuess.IsNamedTime(column));
        var (target, confidence) = RoleGuess.Target(columns, context.Options.Target, hasTime);
        var parallel = new ParallelOptions { CancellationToken = context.Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, columns.Length, parallel, i => columns[i] = TypeRefiner.Refine(context, read.Parts, i, columns[i], i == target));
        columns = StatisticsBuilder.Add(context, read.Parts, columns);
        Roles(context.Options, columns, target, confidence);
        var wanted = Array.Find(columns, column => column.Role == ColumnRole.Target);
        return read with { Columns = columns, Warnings = [.. read.Warnings, .. Warn(context, read, columns, wanted)] };
    }

    private static void Roles(ImportOptions options, DatasetColumn[] columns, int target, double confidence)
    {
        var hasTime = false;
        for (var i = 0; i < columns.Length; i++)
        {
            var said = options.Columns?.GetValueOrDefault(columns[i].Name)?.Role;
            var (role, sure) = i == target ? (ColumnRole.Target, confidence) : said is { } given ? (given, 1) : RoleGuess.Other(columns[i], !hasTime);
            hasTime |= role == ColumnRole.Time;
            columns[i] = columns[i] with { Role = role, RoleConfidence = sure };
        }
    }

    private static List<DatasetWarning> Warn(ImportContext context, ReadResult read, DatasetColumn[] columns, DatasetColumn? target)
    {
        var header = new DatasetHeader { Version = "", Format = default, Parts = read.Parts, Columns = columns };
        using var version = StoredVersion.Open(context.Folder, header);
        List<DatasetWarning> labels = [], leaks = [], doubles = [];
        var parallel = new ParallelOptions { CancellationToken = context.Cancellation };
        Parallel.Invoke(
            parallel,
            () => doubles.AddRange(DuplicateCheck.Of(version, columns, target, context.Cancellation)),
            () =>
            {
                if (target is null) return;
                labels.AddRange(LabelWarnings.Of(target));
                leaks.AddRange(LeakageCheck.Of(version.Parts[0], columns, target));
            });
        return [.. ColumnWarnings.Of(columns), .. labels, .. leaks, .. doubles];
    }
}
