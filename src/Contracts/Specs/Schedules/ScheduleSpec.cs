using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Schedules;

/// <summary>
/// How the learning rate changes; `type` names which. A bare string is the type with its defaults. r₀ is `optimizer.learning_rate`; epochs and
/// updates count from 0 in the formulas; an update is one change of the weights (one batch, or `training.accumulation` of them).
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(ConstantSchedule), "constant")]
[JsonDerivedType(typeof(StepSchedule), "step")]
[JsonDerivedType(typeof(MultiStepSchedule), "multi_step")]
[JsonDerivedType(typeof(ExponentialSchedule), "exponential")]
[JsonDerivedType(typeof(CosineSchedule), "cosine")]
[JsonDerivedType(typeof(OneCycleSchedule), "one_cycle")]
[JsonDerivedType(typeof(ReduceOnPlateauSchedule), "reduce_on_plateau")]
public abstract record ScheduleSpec;

/// <summary>Always r₀.</summary>
public sealed record ConstantSchedule : ScheduleSpec;
