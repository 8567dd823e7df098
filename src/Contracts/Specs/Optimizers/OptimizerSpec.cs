using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using TrainingService.Contracts.Specs.Schedules;

namespace TrainingService.Contracts.Specs.Optimizers;

/// <summary>
/// The rule that turns gradients into new weights; `type` names which. A bare string is the type with its defaults. In the formulas w are the
/// weights, g the gradient of the mean loss (clipped, with penalties added), t the number of the update from 1.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SgdOptimizer), "sgd")]
[JsonDerivedType(typeof(AdaGradOptimizer), "adagrad")]
[JsonDerivedType(typeof(RmsPropOptimizer), "rmsprop")]
[JsonDerivedType(typeof(AdamOptimizer), "adam")]
[JsonDerivedType(typeof(AdamWOptimizer), "adamw")]
[JsonDerivedType(typeof(NadamOptimizer), "nadam")]
public abstract record OptimizerSpec
{
    /// <summary>Size of a step, before schedule and warm-up.</summary>
    [Range(1e-12, 1e3)]
    public abstract double LearningRate { get; init; }

    /// <summary>How the learning rate changes while training goes on. Default constant. The metric `learning_rate` is the rate of an epoch's last update.</summary>
    public ScheduleSpec Schedule { get; init; } = new ConstantSchedule();

    /// <summary>Linear warm-up: the scheduled rate is multiplied by min(1, t / warmup_steps), t counting updates from 1. Default 0: none.</summary>
    [Range(0, 1_000_000_000)]
    [DefaultValue(0)]
    public int WarmupSteps { get; init; }

    /// <summary>
    /// Largest norm of the gradient of all parameters together (Pascanu et al. 2013): a longer one is shortened to it before penalties are added.
    /// The metric `gradient_norm` is the mean norm before clipping. Default: none.
    /// </summary>
    [Range(1e-12, 1e12)]
    public double? ClipNorm { get; init; }

    /// <summary>Largest absolute value of each element of the gradient; applied after `clip_norm`, before penalties. Default: none.</summary>
    [Range(1e-12, 1e12)]
    public double? ClipValue { get; init; }
}
