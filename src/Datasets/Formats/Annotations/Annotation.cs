using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Importing;

namespace TrainingService.Datasets.Formats.Annotations;

/// <summary>One annotated image.</summary>
/// <param name="Image">Its file.</param>
/// <param name="Boxes">The boxes in it.</param>
/// <param name="Mask">Gives its mask [height, width], when there are masks.</param>
internal sealed record Annotation(ImportFile Image, IReadOnlyList<Box> Boxes, Func<int, int, byte[]>? Mask);
