using TrainingService.Contracts.Datasets;
using TrainingService.Contracts.Specs.Datasets.Preprocessing;
using TrainingService.Datasets.Preprocessing.Fitted;
using TrainingService.Datasets.Preprocessing.Planning;
using TrainingService.Datasets.Tokenizers;

namespace TrainingService.Datasets.Preprocessing.Fitting;

/// <summary>Learns fields from the rows trained on.</summary>
/// <param name="plan">What is to be learned.</param>
/// <param name="header">The version.</param>
/// <param name="rows">The rows trained on: shapes depend on them (categories, vocabularies, longest texts, most boxes).</param>
/// <param name="some">Those of them that numbers are learned from (means, deviations, ranges).</param>
internal sealed class FieldFitter(DataPlan plan, DatasetHeader header, TrainingRows rows, TrainingRows some)
{
    private const int LongestByDefault = 512;
    private readonly ColumnFitter columns = new(rows, some);
    private readonly Dictionary<string, (Tokenizer Tokenizer, int Longest)> tokenizers = new(StringComparer.Ordinal);

    /// <summary>All fields of the plan.</summary>
    public FittedPreprocessing Fit() => new()
    {
        Dataset = plan.Spec.Name,
        Version = header.Version,
        Inputs = [.. plan.Inputs.Select(Fit)],
        Targets = [.. plan.Targets.Select(Fit)],
    };

    private FittedField Fit(PlannedField field)
    {
        var column = field.Columns[0];
        var name = column.Info.Name;
        return field.Form switch
        {
            FieldForm.Numbers => Numbers(field),
            FieldForm.Ids => new FittedIds { Name = field.Name, Columns = [.. field.Columns.Select(columns.Fit)] },
            FieldForm.Classes => new FittedClasses { Name = field.Name, Column = name, Classes = Classes(column) },
            FieldForm.Image => new ImageFitter(some).Image(field.Name, column),
            FieldForm.Tensor => new ImageFitter(some).Tensor(field.Name, column),
            FieldForm.Mask => Mask(field.Name, column.Info),
            FieldForm.Boxes => new FittedBoxes
            {
                Name = field.Name, Column = name, Image = plan.Inputs.First(input => input.Form == FieldForm.Image).Columns[0].Info.Name,
                Most = Math.Max(1, rows.Chunks().Max(chunk => chunk.Picked.Max(i => chunk.Rows.ReadBoxes(name, chunk.First + i).Count))), Classes = column.Info.Classes ?? [], Steps = StepsOfImage(),
            },
            FieldForm.Text => Text(field, TextUse.Source, extra: 0),
            FieldForm.Decoder => Text(field, TextUse.Decoder, extra: 1),
            FieldForm.TextLabels => Text(field, TextUse.Labels, extra: 1),
            FieldForm.Windows => new FittedWindows { Name = field.Name, Table = Numbers(field), Steps = plan.Spec.Windows!.Lags },
            FieldForm.Ahead => new FittedWindows { Name = field.Name, Table = Numbers(field), Steps = plan.Spec.Windows!.Horizon, IsAhead = true },
            _ => Stream(field),
        };
    }

    private FittedNumbers Numbers(PlannedField field)
    {
        // Columns are learned from independently of each other: which thread learns which changes nothing.
        var fitted = new FittedColumn[field.Columns.Count];
        Concurrently.For(fitted.Length, i => fitted[i] = columns.Fit(field.Columns[i]));
        return new FittedNumbers { Name = field.Name, Columns = fitted };
    }

    /// <summary>Of several sizes, the image's steps make one (<see cref="FieldForms"/> saw to that).</summary>
    private FittedMask Mask(string name, DatasetColumn column)
    {
        var steps = StepsOfImage();
        var (height, width) = (column.Shape?[0] ?? 0, column.Shape?[1] ?? 0);
        foreach (var step in steps) (height, width, _) = step.Size(height, width, 1);
        return new FittedMask { Name = name, Column = column.Name, Stored = column.Shape, Classes = column.Classes ?? [], Steps = steps, Shape = [height, width] };
    }

    /// <summary>Classes of the whole dataset in its order; of columns that are no categories, those of the rows trained on.</summary>
    private IReadOnlyList<string> Classes(PlannedColumn column) => column.Info.Type switch
    {
        ColumnType.Category => column.Info.Classes!,
        ColumnType.Boolean => ["false", "true"],
        _ => ((FittedOrdinal)columns.Fit(column with { Steps = [new OrdinalStep()] }).Encoding!).Categories,
    };

    private IReadOnlyList<Images.FittedImageStep> StepsOfImage() =>
        plan.Inputs.FirstOrDefault(input => input.Form == FieldForm.Image) is { } image ? ImageFitter.Steps(image.Columns[0]) : [];

    private FittedText Text(PlannedField field, TextUse use, int extra)
    {
        var step = field.Columns[0].Step<TokenizeStep>() ?? new TokenizeStep();
        var (tokenizer, longest) = Learn(field.Columns[0].Info.Name, step);
        return new FittedText
        {
            Name = field.Name,
            Column = field.Columns[0].Info.Name,
            Tokenizer = tokenizer,
            Length = (step.Length ?? Math.Clamp(longest, 1, LongestByDefault)) + extra,
            Use = use,
        };
    }

    private FittedStream Stream(PlannedField field)
    {
        var name = field.Columns[0].Info.Name;
        var (tokenizer, _) = Learn(name, field.Columns[0].Step<TokenizeStep>() ?? new TokenizeStep());
        return new FittedStream { Name = field.Name, Column = name, Tokenizer = tokenizer, Length = plan.Spec.NextToken!.Length, IsNext = field.Form == FieldForm.NextTokens };
    }

    /// <summary>The vocabulary of a column and its longest text in tokens; learned once for all fields that read it.</summary>
    private (Tokenizer Tokenizer, int Longest) Learn(string column, TokenizeStep step)
    {
        if (tokenizers.TryGetValue(column, out var known)) return known;
        var learner = new TokenizerLearner(step);

        // Rows of a stream are joined by line ends, which so belong to what is learned.
        var end = plan.Spec.NextToken is null ? "" : "\n";
        foreach (var text in Texts(column)) learner.Add(text + end);
        var tokenizer = learner.Learn();
        var (longest, ids) = (0, new List<int>());
        if (step.Length is null && plan.Spec.NextToken is null)
        {
            foreach (var text in Texts(column))
            {
                ids.Clear();
                tokenizer.Encode(text, ids);
                longest = Math.Max(longest, ids.Count);
            }
        }

        return tokenizers[column] = (tokenizer, longest);
    }

    private IEnumerable<string> Texts(string column)
    {
        foreach (var chunk in rows.Chunks())
        {
            foreach (var i in chunk.Picked)
            {
                if (chunk.Rows.ReadText(column, chunk.First + i) is { } text) yield return text;
            }
        }
    }
}
