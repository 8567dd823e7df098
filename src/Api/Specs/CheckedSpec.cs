using TrainingService.Contracts.Specs;
using TrainingService.Contracts.Validation;

namespace TrainingService.Api.Specs;

/// <summary>A spec without errors: resolved, and what training it would take.</summary>
/// <param name="Spec">The spec with every default filled in and the dataset's version named.</param>
/// <param name="Report">Shapes, parameters and memory.</param>
internal sealed record CheckedSpec(RunSpec Spec, ValidationReport Report);
