using System.Text.Json.Serialization;

namespace TrainingService.Contracts.Specs.Metrics;

/// <summary>
/// A score reported beside the loss: each epoch for training and validation (`val_`), once for the test part (`test_`). `type` names which; a bare string
/// is the type with its defaults. Rows whose label is -1 are not counted.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(AccuracyMetric), "accuracy")]
[JsonDerivedType(typeof(ZeroOneMetric), "zero_one")]
[JsonDerivedType(typeof(TopKMetric), "top_k")]
[JsonDerivedType(typeof(PrecisionMetric), "precision")]
[JsonDerivedType(typeof(RecallMetric), "recall")]
[JsonDerivedType(typeof(F1Metric), "f1")]
[JsonDerivedType(typeof(RocAucMetric), "roc_auc")]
[JsonDerivedType(typeof(ConfusionMatrixMetric), "confusion_matrix")]
[JsonDerivedType(typeof(MaeMetric), "mae")]
[JsonDerivedType(typeof(RmseMetric), "rmse")]
[JsonDerivedType(typeof(R2Metric), "r2")]
[JsonDerivedType(typeof(MeanIouMetric), "mean_iou")]
[JsonDerivedType(typeof(BoxIouMetric), "box_iou")]
[JsonDerivedType(typeof(PerplexityMetric), "perplexity")]
[JsonDerivedType(typeof(ExactMatchMetric), "exact_match")]
[JsonDerivedType(typeof(BleuMetric), "bleu")]
[JsonDerivedType(typeof(TokenErrorRateMetric), "token_error_rate")]
public abstract record MetricSpec;
