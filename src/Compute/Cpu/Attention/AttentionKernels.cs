using TrainingService.Compute.Backends;
using TrainingService.Compute.Cpu.Products;
using TrainingService.Compute.Cpu.Rows;
using TrainingService.Compute.Cpu.Simd;
using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;

namespace TrainingService.Compute.Cpu.Attention;

/// <summary><see cref="AttentionOp"/>.</summary>
internal sealed unsafe class AttentionForward : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => PlanOf(set, graph, node).ScratchBytes;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (form, plan) = (((AttentionOp)node.Op).Form, PlanOf(set, graph, node));
        var arguments = plan.Arguments(context);
        var memory = (float*)context.Address(node.Inputs[form.IsSelf ? 0 : 1]) + (form.IsSelf ? plan.Width : 0);
        arguments.Q = (float*)context.Address(node.Inputs[0]);
        arguments.K = memory;
        arguments.V = memory + plan.Width;
        arguments.Lengths = form.HasLengths ? (int*)context.Address(node.Inputs[form.LengthsInput]) : null;
        arguments.O = (float*)context.Address(node.Outputs[0]);
        arguments.Figures = (float*)context.Address(node.Outputs[1]);
        context.Emit<AttentionForwardKernel.Choice, AttentionArguments>(set, arguments, arguments.Pairs.Parts);
    }

    private static AttentionPlan PlanOf(InstructionSet set, Graph graph, Node node) =>
        new(set, ((AttentionOp)node.Op).Form, graph, node, backward: false);
}

/// <summary><see cref="AttentionGradientOp"/>.</summary>
internal sealed unsafe class AttentionBackward : IOpKernels
{
    public long ScratchBytes(InstructionSet set, Graph graph, Node node) => PlanOf(set, graph, node).ScratchBytes;

    public void Compile(InstructionSet set, Graph graph, Node node, IKernelContext context)
    {
        var (form, plan) = (((AttentionGradientOp)node.Op).Form, PlanOf(set, graph, node));
        var arguments = plan.Arguments(context);
        var memory = (float*)context.Address(node.Inputs[form.IsSelf ? 0 : 1]) + (form.IsSelf ? plan.Width : 0);
        var gradient = (float*)context.Address(node.Outputs[^1]) + (form.IsSelf ? plan.Width : 0);
        arguments.Q = (float*)context.Address(node.Inputs[0]);
        arguments.K = memory;
        arguments.V = memory + plan.Width;
        arguments.Lengths = form.HasLengths ? (int*)context.Address(node.Inputs[form.LengthsInput]) : null;
        arguments.O = (float*)context.Address(node.Inputs[^3]);
        arguments.Figures = (float*)context.Address(node.Inputs[^2]);
        arguments.OutputGradient = (float*)context.Address(node.Inputs[^1]);
        arguments.QueryGradient = (float*)context.Address(node.Outputs[0]);
        arguments.KeyGradient = gradient;
        arguments.ValueGradient = gradient + plan.Width;
        var tiles = plan.OuterTiles();
        arguments.OuterTiles = (OuterTile*)context.Allocate(tiles.Count * sizeof(OuterTile));
        arguments.OuterTileCount = tiles.Count;
        for (var i = 0; i < tiles.Count; i++) arguments.OuterTiles[i] = tiles[i];
        context.Emit<AttentionBackwardKernel.Choice, AttentionArguments>(set, arguments, arguments.Pairs.Parts);
    }

    private static AttentionPlan PlanOf(InstructionSet set, Graph graph, Node node) =>
        new(set, ((AttentionGradientOp)node.Op).Form, graph, node, backward: true);
}
