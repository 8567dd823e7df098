using System.Collections.Frozen;

namespace TrainingService.Contracts.Reading.Names;

/// <summary>What other frameworks call our members, types and values. Keys are squeezed; of several names the first allowed in the place is meant.</summary>
internal static class Synonyms
{
    private static readonly FrozenDictionary<string, string[]> Table = Parse("""
        learning_rate: lr eta step_size alpha learning_rate_init base_lr
        momentum: beta mu
        beta1: beta_1 b1
        beta2: beta_2 b2
        epsilon: eps
        rho: alpha smoothing_constant
        initial_accumulator: initial_accumulator_value
        schedule: lr_schedule scheduler lr_scheduler learning_rate_schedule decay lr_decay
        warmup_steps: warmup num_warmup_steps warmup_updates
        clip_norm: max_norm max_grad_norm gradient_clip clipnorm global_clipnorm gradient_clip_val grad_clip
        clip_value: clipvalue max_value
        factor: gamma lr_decay_factor decay_rate
        every: step_size period
        min_learning_rate: min_lr eta_min alpha
        restart_every: t_0 t_max first_decay_steps
        restart_multiplier: t_mult t_mul
        rise: pct_start
        start_divisor: div_factor
        end_divisor: final_div_factor
        accumulation: gradient_accumulation gradient_accumulation_steps accumulate_grad_batches accumulation_steps grad_accum
        l1: l1_regularization lasso l1_penalty
        l2: weight_decay l2_regularization lambda reg_lambda kernel_regularizer weight_regularization
        epochs: epoch num_epochs n_epochs max_epochs iterations
        batch_size: batch minibatch_size mini_batch_size batchsize
        early_stopping: earlystop early_stop
        patience: n_iter_no_change
        min_delta: delta tol tolerance
        restore_best: restore_best_weights
        fraction: validation_split validation_fraction val_split val_fraction test_size ratio split share
        validation: val validation_set
        dataset: data train_data
        model: network net architecture
        layers: modules stack
        loss: criterion objective loss_function
        optimizer: optimiser opt solver
        metrics: scores metric
        regularization: regularizer regularisation
        seed: random_seed random_state rng_seed
        device: accelerator hardware
        tags: labels
        id: name key
        type: kind class class_name layer op
        inputs: input from bottom inbound_nodes
        units: out_features neurons hidden hidden_size hidden_units num_units output_dim nodes size filters width
        filters: out_channels num_filters channels n_filters features units
        kernel_size: kernel filter_size ksize size kernel_shape
        pool_size: pool window window_size kernel_size kernel size kernel_shape
        stride: strides step subsample
        dilation: dilation_rate dilations
        padding: pad pads border_mode
        activation: activation_fn activation_function act nonlinearity
        use_bias: bias
        kernel_initializer: weight_init weight_initializer kernel_init initializer init weights_init
        bias_initializer: bias_init
        rate: p prob probability dropout dropout_rate drop_prob drop_rate
        negative_slope: alpha slope negativeslope
        from_logits: logits
        value: constant fill

        dense: linear fc fully_connected affine inner_product mlp
        conv2d: conv convolution convolution2d convolutional
        max_pool2d: maxpool maxpooling maxpooling2d pool pool2d pooling
        average_pool2d: avgpool avgpool2d averagepooling averagepooling2d mean_pool2d avgpooling2d
        global_average_pool2d: gap globalavgpool globalaveragepooling globalaveragepooling2d adaptiveavgpool2d globalavgpool2d
        flatten: ravel
        reshape: view
        concat: concatenate cat join
        multiply: mul product times
        subtract: sub minus difference
        average: mean avg
        permute: transpose
        repeat_vector: repeatvector repeat tile
        batch_norm: batchnormalization batchnorm batchnorm1d batchnorm2d batchnorm3d bn
        layer_norm: layernormalization layernorm ln
        rms_norm: rmsnormalization rmsnorm
        group_norm: groupnormalization groupnorm gn
        instance_norm: instancenormalization instancenorm instancenorm1d instancenorm2d instancenorm3d
        spatial_dropout: spatialdropout1d spatialdropout2d spatialdropout3d dropout1d dropout2d dropout3d channel_dropout
        gaussian_noise: gaussiannoise noise
        affine: elementwise_affine
        axes: dims normalized_axes
        per_position: time_distributed timedistributed pointwise
        shape: target_shape output_shape
        times: n count repeats
        conv1d: convolution1d temporal_convolution
        conv3d: convolution3d
        depthwise_conv2d: depthwise depthwise_convolution depthwiseconv separable_conv2d
        conv_transpose1d: convtranspose1d conv1d_transpose transposed_conv1d deconv1d
        conv_transpose2d: convtranspose2d conv2d_transpose transposed_conv2d deconv2d deconv deconvolution transposed_convolution conv_transpose
        conv_transpose3d: convtranspose3d conv3d_transpose transposed_conv3d deconv3d
        max_pool1d: maxpooling1d
        max_pool3d: maxpooling3d
        average_pool1d: avgpool1d averagepooling1d avgpooling1d
        average_pool3d: avgpool3d averagepooling3d avgpooling3d
        global_average_pool1d: globalaveragepooling1d globalavgpool1d adaptiveavgpool1d mean_over_time
        global_average_pool3d: globalaveragepooling3d globalavgpool3d adaptiveavgpool3d
        global_max_pool1d: globalmaxpooling1d adaptivemaxpool1d max_over_time
        global_max_pool2d: globalmaxpooling2d globalmaxpool globalmaxpooling adaptivemaxpool2d gmp
        global_max_pool3d: globalmaxpooling3d adaptivemaxpool3d
        max_unpool1d: maxunpooling1d
        max_unpool2d: maxunpooling2d maxunpool unpool unpooling
        max_unpool3d: maxunpooling3d
        upsample1d: upsampling1d
        upsample2d: upsampling2d upsample upsampling resize interpolate upsamplingbilinear2d upsamplingnearest2d
        pad2d: zeropad2d zeropadding2d zeropadding
        crop2d: cropping2d crop
        groups: group num_groups
        depth_multiplier: multiplier channel_multiplier
        output_padding: outputpad
        scale: scale_factor factor
        align_corners: aligncorners half_pixel_centers
        relu: rectified_linear
        leaky_relu: lrelu
        sigmoid: logistic expit
        silu: swish
        hard_silu: hard_swish
        gelu_tanh: gelu_new gelu_approximate quick_gelu
        softmax: softmax2d
        approximate: approximation tanh_approximation
        add: sum residual skip shortcut
        linear: none identity null

        cross_entropy: ce xent nll nllloss softmax_cross_entropy softmaxcrossentropywithlogits categorical_cross_entropy categorical_crossentropy sparse_categorical_crossentropy crossentropy negative_log_likelihood
        binary_cross_entropy: bce bcewithlogits bcewithlogitsloss binary_crossentropy sigmoid_cross_entropy
        focal: focal_loss sigmoid_focal focalloss binary_focal_crossentropy
        kl_divergence: kl kldiv kldivloss kullback_leibler relative_entropy kld
        log_loss: logistic logistic_loss softmarginloss soft_margin
        exponential: exp exp_loss adaboost
        squared_hinge: hinge2 l2_hinge
        hinge: svm hingeembeddingloss
        multiclass_hinge: crammer_singer multimarginloss categorical_hinge multi_hinge
        mae: l1 l1loss mean_absolute_error absolute_error
        huber: smooth_l1 smoothl1 smoothl1loss
        log_cosh: logcosh
        soft_iou: jaccard jaccard_loss iou_mask
        dice: dice_loss dicecoef
        giou: generalized_iou
        diou: distance_iou
        ciou: complete_iou
        label_smoothing: smoothing
        class_weights: class_weight weight weights
        positive_weight: pos_weight
        smooth_l1: l1_weight
        zero_one: zero_one_loss error_rate
        top_k: topk top5 top_5 top_k_accuracy top_k_categorical_accuracy
        f1: f1_score fscore f_score fbeta
        roc_auc: auc roc auroc
        rmse: root_mean_squared_error
        r2: r2_score r_squared
        mean_iou: miou meaniou
        box_iou: iou_boxes
        exact_match: em sequence_accuracy
        perplexity: ppl
        bleu: bleu_score
        mse: l2 mean_squared_error squared_error quadratic
        one_cycle: onecycle onecyclelr
        reduce_on_plateau: reducelronplateau plateau
        cosine: cosineannealing cosineannealinglr cosine_decay cosine_annealing
        exponential: exponentiallr exponential_decay
        multi_step: multisteplr piecewise_constant
        adamw: adam_w
        rmsprop: rms
        nadam: nesterov_adam
        sgd: gd gradient_descent momentum nesterov
        xavier_uniform: glorot_uniform xavier glorot
        xavier_normal: glorot_normal
        he_uniform: kaiming_uniform he kaiming
        he_normal: kaiming_normal
        zeros: zero
        ones: one
        lecun_uniform: lecun
        truncated_normal: trunc_normal
        normal: gaussian random_normal
        uniform: random_uniform
        orthogonal: orthonormal
        std: stddev sigma standard_deviation deviation
        low: minval min minimum
        high: maxval max maximum
        accuracy: acc token_accuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy
        confusion_matrix: confusion cm
        gpu: cuda nvidia
        """);

    public static IReadOnlyList<string> Of(string squeezed) => Table.GetValueOrDefault(squeezed, []);

    private static FrozenDictionary<string, string[]> Parse(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
        .SelectMany(parts => parts[1].Split(' ').Select(word => (Word: Suggest.Squeeze(word), Name: parts[0])))
        .GroupBy(pair => pair.Word, pair => pair.Name)
        .ToFrozenDictionary(group => group.Key, group => group.Distinct().ToArray());
}
