using TrainingService.Compute.Data;
using TrainingService.Compute.Graphs;

namespace TrainingService.Compute.Inference.Stepwise;

/// <summary>Something a one-step network reads besides the token. It is filled like a field of data, one row for each sequence.</summary>
/// <param name="Schema">Its shape.</param>
internal abstract record StepField(FieldSchema Schema);

/// <summary>What does not depend on the tokens, such as the encoder's sequence: computed once.</summary>
/// <param name="Schema">Its shape.</param>
/// <param name="Result">Its place among the results of the part that runs once.</param>
internal sealed record FixedField(FieldSchema Schema, int Result) : StepField(Schema);

/// <summary>A recurrent state, which each step replaces.</summary>
/// <param name="Schema">Its shape.</param>
/// <param name="First">Place of the first state among the results of the part that runs once; null for zeros.</param>
/// <param name="Next">Place of the next state among the step's results.</param>
internal sealed record StateField(FieldSchema Schema, int? First, int Next) : StepField(Schema);

/// <summary>Keys and values of the positions before, to which each step adds its own. Attention sees no order, so the newest may come first.</summary>
/// <param name="Schema">[steps, 2 · channels], with lengths: how many positions the query sees, itself counted.</param>
/// <param name="Next">Place of this step's keys and values among the step's results.</param>
internal sealed record CacheField(FieldSchema Schema, int Next) : StepField(Schema);

/// <summary>What is added at the present position, the same for all sequences.</summary>
/// <param name="Schema">[1, channels].</param>
/// <param name="Parameter">The learned positions [steps, channels]; -1 for sinusoids.</param>
internal sealed record PositionField(FieldSchema Schema, int Parameter) : StepField(Schema);

/// <summary>A value of one of the two graphs that the host reads.</summary>
/// <param name="Value">Where.</param>
/// <param name="Count">Numbers of one row.</param>
/// <param name="IsInteger">Whether they are int32.</param>
internal readonly record struct StepResult(ValueId Value, int Count, bool IsInteger);
