using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Activations;
using TrainingService.Compute.Ops.Dense;
using TrainingService.Compute.Ops.Elementwise;
using TrainingService.Compute.Passes;

namespace TrainingService.Compute.Tests.Networks;

/// <summary>Which operations are folded into dense products; that the numbers stay is said in <see cref="NetworkGradientTests"/>.</summary>
public sealed class FusionTests
{
    [Fact]
    public void Shortcuts_and_the_gradients_that_meet_at_them_are_added_at_the_end_of_dense_products()
    {
        var nodes = SampleNetworks.Step("shortcut", fuse: true).Graph.Nodes;
        Assert.DoesNotContain(nodes, node => node.Op is AddOp);
        Assert.Equal(3, nodes.Count(node => node.Op is DenseOp { HasAddend: true }));
        Assert.Equal(3, nodes.Count(node => node.Op is DenseInputGradientOp { HasAddend: true }));
    }

    [Fact]
    public void A_dense_layers_bias_is_summed_up_with_the_gradient_of_its_weights()
    {
        var nodes = SampleNetworks.Step("mlp", fuse: true).Graph.Nodes;
        Assert.DoesNotContain(nodes, node => node.Op is BiasGradientOp);
        Assert.Equal(3, nodes.Count(node => node.Op is DenseWeightGradientOp { HasBias: true }));
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void Only_a_product_that_nobody_else_reads_takes_an_addition(bool isKept, bool isReadTwice, bool isFolded)
    {
        var (graph, product) = Sum(ActivationFunction.Linear);
        if (isKept) graph.Keep(product);
        if (isReadTwice) graph.AddNode(new ScaleOp(2), 0, [product], [graph.AddValue(graph[product].Shape)]);
        Assert.Equal(isFolded, Fusion.Apply(graph).Nodes.All(node => node.Op is not AddOp));
    }

    [Fact]
    public void An_activation_comes_before_the_addition_and_keeps_it_out() =>
        Assert.Contains(Fusion.Apply(Sum(ActivationFunction.Relu).Graph).Nodes, node => node.Op is AddOp);

    /// <summary>y = f(x W) + x.</summary>
    private static (Graph Graph, ValueId Product) Sum(ActivationFunction function)
    {
        var graph = new Graph();
        var shape = new Shape(3, 5);
        var (x, w) = (graph.AddValue(shape, ValueKind.Input), graph.AddValue(new Shape(5, 5), ValueKind.Parameter, parameter: 0));
        var (product, y) = (graph.AddValue(shape), graph.AddValue(shape, ValueKind.Output));
        graph.AddNode(new DenseOp(false, function), 0, [x, w], [product]);
        graph.AddNode(new AddOp(), 0, [x, product], [y]);
        return (graph, product);
    }
}
