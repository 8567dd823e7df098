namespace TrainingService.Conformance.Tests.Coverage;

/// <summary>Section 1 of the mission, line by line.</summary>
internal static class Mission
{
    private const string Layers = "Layers";
    private const string Losses = "Losses and scores";
    private const string Optimization = "Optimization";
    private const string Fitting = "Against over- and underfitting";
    private const string Tasks = "Tasks";
    private const string Spatial = "tests/Compute.Tests/Layers/SpatialGradientTests.cs";
    private const string Sequence = "tests/Conformance.Tests/Sequences/SequenceGradientTests.cs";
    private const string Scoring = "tests/Compute.Tests/Training/Scoring";
    private const string Examples = "examples/datasets/";

    public static IReadOnlyList<MissionRow> Rows { get; } =
    [
        new(Layers, "dense", ["layers/dense"], "`units`, `per_position`", ["tests/Compute.Tests/Cpu/DenseKernelTests.cs"]),
        new(Layers, "convolution 1-D, 2-D, 3-D; stride, padding, dilation, groups", ["layers/conv1d", "layers/conv2d", "layers/conv3d", "layers/depthwise_conv2d"], "`stride`, `padding`, `dilation`, `groups`", [Spatial, "tests/Compute.Tests/Cpu/Conv2DKernelTests.cs"]),
        new(Layers, "max and average pooling", ["layers/max_pool1d", "layers/max_pool2d", "layers/max_pool3d", "layers/average_pool1d", "layers/average_pool2d", "layers/average_pool3d"], "", [Spatial]),
        new(Layers, "global average and max pooling", ["layers/global_average_pool1d", "layers/global_average_pool2d", "layers/global_average_pool3d", "layers/global_max_pool1d", "layers/global_max_pool2d", "layers/global_max_pool3d"], "", [Spatial]),
        new(Layers, "flatten, reshape, concat, add, multiply; graphs", ["layers/flatten", "layers/reshape", "layers/permute", "layers/repeat_vector", "layers/concat", "layers/add", "layers/subtract", "layers/multiply", "layers/average", "layers/maximum", "layers/minimum", "layers/pad2d", "layers/crop2d"], "`id`, `inputs`, `outputs`", ["tests/Compute.Tests/Networks/SeveralFieldsTests.cs"]),
        new(Layers, "batch normalization", ["layers/batch_norm"], "", ["tests/Conformance.Tests/Gradients/NormalizationGradientTests.cs", "tests/Conformance.Tests/Properties/NormalizationProperties.cs"]),
        new(Layers, "layer normalization (and its kin)", ["layers/layer_norm", "layers/rms_norm", "layers/group_norm", "layers/instance_norm"], "", ["tests/Conformance.Tests/Gradients/NormalizationGradientTests.cs", "tests/Conformance.Tests/Properties/NormalizationProperties.cs"]),
        new(Layers, "dropout", ["layers/dropout", "layers/spatial_dropout", "layers/gaussian_noise"], "", ["tests/Conformance.Tests/Properties/NoiseProperties.cs", "tests/Conformance.Tests/Random/PhiloxTests.cs"]),
        new(Layers, "vanilla RNN, LSTM, GRU; stacked, bidirectional, lengths, states", ["layers/rnn", "layers/lstm", "layers/gru"], "`layers`, `direction`, `merge`, `return_sequences`, `reset_after`, `recurrent_bias`; `id.state`, `id.cell`", [Sequence, "tests/Conformance.Tests/Sequences/SequenceLayerTests.cs"]),
        new(Layers, "embedding", ["layers/embedding"], "`padding_id`", [Sequence]),
        new(Layers, "seq2seq: teacher forcing, greedy and beam decoding, with and without attention", ["layers/multi_head_attention", "layers/gru"], "input `decoder`; `beams` of a prediction", ["tests/Conformance.Tests/Sequences/BeamSearchTests.cs", "tests/Conformance.Tests/Sequences/TranslationTests.cs", Examples + "cmudict-g2p.json"]),
        new(Layers, "attention, transformer blocks, masks, positional encodings", ["layers/multi_head_attention", "layers/transformer_encoder", "layers/transformer_decoder", "layers/positional_encoding"], "`causal`; lengths are the padding mask", [Sequence]),
        new(Layers, "upsampling, nearest and (bi)linear, both corner conventions", ["layers/upsample1d", "layers/upsample2d"], "`mode`, `align_corners`", [Spatial, "tests/Compute.Tests/Layers/SpatialPropertyTests.cs"]),
        new(Layers, "max unpooling", ["layers/max_unpool1d", "layers/max_unpool2d", "layers/max_unpool3d"], "`pool` names the pooling layer", [Spatial, "tests/Compute.Tests/Layers/SpatialPropertyTests.cs"]),
        new(Layers, "transposed convolution", ["layers/conv_transpose1d", "layers/conv_transpose2d", "layers/conv_transpose3d"], "`output_padding`", [Spatial, "tests/Compute.Tests/Layers/SpatialPropertyTests.cs"]),
        new(Layers, "activations", ["activations/relu", "activations/leaky_relu", "activations/sigmoid", "activations/tanh", "activations/softmax", "activations/log_softmax", "activations/gelu", "activations/gelu_tanh", "activations/silu", "activations/elu", "activations/selu", "activations/softplus", "activations/hard_sigmoid", "activations/hard_silu"], "of a layer, or a layer of its own", ["tests/Conformance.Tests/Gradients/GradientRows.Activations.cs"]),
        new("Initialization", "Xavier, He, LeCun, orthogonal, zeros, ones, constant, normal, uniform, truncated normal", ["initializers/xavier_uniform", "initializers/xavier_normal", "initializers/he_uniform", "initializers/he_normal", "initializers/lecun_uniform", "initializers/lecun_normal", "initializers/orthogonal", "initializers/zeros", "initializers/ones", "initializers/constant", "initializers/normal", "initializers/uniform", "initializers/truncated_normal"], "`kernel_initializer` and others", ["tests/Compute.Tests/Training/InitializationTests.cs"]),
        new("Initialization", "forget-gate bias", ["layers/lstm"], "`forget_bias`", ["tests/Conformance.Tests/Sequences/SequenceLayerTests.cs"]),
        new(Losses, "0-1 loss, as a score", ["metrics/zero_one"], "as a loss it is refused, with its surrogates", ["tests/Contracts.Tests/Reading/SpecReaderErrorTests.cs"]),
        new(Losses, "binary cross-entropy", ["losses/binary_cross_entropy"], "`from_logits`, `class_weights`", ["tests/Conformance.Tests/Properties/LossProperties.cs"]),
        new(Losses, "categorical cross-entropy", ["losses/cross_entropy"], "`label_smoothing`, `class_weights`, `from_logits`", ["tests/Conformance.Tests/Properties/LossProperties.cs"]),
        new(Losses, "KL divergence", ["losses/kl_divergence"], "`direction`", ["tests/Conformance.Tests/Properties/MoreLossProperties.cs"]),
        new(Losses, "log loss, exponential loss, hinge, squared hinge, multi-class hinge", ["losses/log_loss", "losses/exponential", "losses/hinge", "losses/squared_hinge", "losses/multiclass_hinge"], "", ["tests/Conformance.Tests/Properties/MoreLossProperties.cs"]),
        new(Losses, "MAE, MSE, Huber, log-cosh", ["losses/mae", "losses/mse", "losses/huber", "losses/log_cosh"], "`delta`", ["tests/Conformance.Tests/Properties/LossProperties.cs"]),
        new(Losses, "IoU losses of boxes and masks, Dice, focal", ["losses/iou", "losses/giou", "losses/diou", "losses/ciou", "losses/soft_iou", "losses/dice", "losses/focal"], "`smooth_l1`, `differentiate_alpha`", ["tests/Conformance.Tests/Gradients/CiouGradientTests.cs", "tests/Compute.Tests/Networks/BoxTargetTests.cs"]),
        new(Losses, "scores", ["metrics/accuracy", "metrics/top_k", "metrics/precision", "metrics/recall", "metrics/f1", "metrics/roc_auc", "metrics/confusion_matrix", "metrics/mae", "metrics/rmse", "metrics/r2", "metrics/mean_iou", "metrics/box_iou", "metrics/perplexity", "metrics/bleu", "metrics/exact_match", "metrics/token_error_rate"], "`average`, `generated`", [Scoring]),
        new(Optimization, "full batch, stochastic, mini-batch", ["optimizers/sgd"], "`training.batch_size`: `\"full\"`, 1, N", ["tests/Compute.Tests/Training/TrainingRunTests.cs"]),
        new(Optimization, "momentum, Nesterov", ["optimizers/sgd"], "`momentum`, `nesterov`", ["tests/Conformance.Tests/Updates/UpdateTests.cs"]),
        new(Optimization, "AdaGrad, RMSProp, Adam, AdamW, Nadam", ["optimizers/adagrad", "optimizers/rmsprop", "optimizers/adam", "optimizers/adamw", "optimizers/nadam"], "`epsilon`, `uncorrected_epsilon`", ["tests/Conformance.Tests/Updates/UpdateTests.cs"]),
        new(Optimization, "schedules", ["schedules/constant", "schedules/step", "schedules/multi_step", "schedules/exponential", "schedules/cosine", "schedules/one_cycle", "schedules/reduce_on_plateau"], "`optimizer.warmup_steps`", ["tests/Compute.Tests/Training/Schedules"]),
        new(Optimization, "clipping by norm and value, accumulation", [], "`optimizer.clip_norm`, `optimizer.clip_value`, `training.accumulation`", ["tests/Compute.Tests/Training/UpdatesTests.cs", "tests/Conformance.Tests/Golden/data/clip-norm.npz", "tests/Conformance.Tests/Golden/data/clip-value.npz", "tests/Conformance.Tests/Golden/data/accumulation.npz"]),
        new(Fitting, "augmentation", ["augmentations/flip", "augmentations/crop", "augmentations/shift", "augmentations/rotate", "augmentations/scale", "augmentations/noise", "augmentations/cutout", "augmentations/mixup", "augmentations/jitter", "augmentations/token_dropout"], "`dataset.augmentation`", ["tests/Conformance.Tests/Properties/AugmentationProperties.cs", "tests/Compute.Tests/Training/AugmentationTests.cs"]),
        new(Fitting, "L1, L2, elastic; global and per layer; exact zeros", [], "`regularization`, `l1` and `l2` of layers; `proximal`; score `sparsity`", ["tests/Reference.Tests/Specs/PenaltyTests.cs", "tests/Conformance.Tests/Golden/data/penalty-elastic-proximal.npz", "tests/Conformance.Tests/Golden/data/penalty-l1.npz", "tests/Conformance.Tests/Golden/data/penalty-l2.npz"]),
        new(Fitting, "early stopping", [], "`training.early_stopping`: `monitor`, `patience`, `min_delta`, `restore_best`", ["tests/Compute.Tests/Training/EarlyStoppingTests.cs"]),
        new(Fitting, "k-fold cross-validation", [], "`dataset.validation`: `folds`, `fold`", ["tests/Datasets.Tests/Splits/RowSplitterTests.cs"]),
        new(Fitting, "diagnosis", [], "in the result of each finished run", ["tests/Compute.Tests/Diagnosis/RunDiagnoserTests.cs"]),
        new(Tasks, "tabular classification and regression", [], "", [Examples + "letter.json", Examples + "penguins.json", Examples + "ames.json"]),
        new(Tasks, "binary, multi-class, multi-label", [], "", [Examples + "breast-cancer.json", Examples + "wine.json", Examples + "word-sounds.json"]),
        new(Tasks, "image classification", [], "", [Examples + "mnist.json", Examples + "emoji32.json"]),
        new(Tasks, "series forecasting and classification", [], "`dataset.windows`", [Examples + "co2.json", Examples + "sunspots.json", "tests/Integration.Tests/Runs/TaskTests.cs"]),
        new(Tasks, "text classification", [], "", [Examples + "surnames.json", Examples + "gloss-topics.json"]),
        new(Tasks, "sequence to sequence", [], "", [Examples + "cmudict-g2p.json", Examples + "austen.json"]),
        new(Tasks, "segmentation", [], "", [Examples + "landsea64.json"]),
        new(Tasks, "box regression", [], "", [Examples + "digit-boxes.json"]),
        new(Tasks, "auto-encoders and de-noising", [], "`outputs[].target`: `input`", [Examples + "mnist-autoencoder.json", Examples + "noisy-fashion.json"]),
    ];
}
