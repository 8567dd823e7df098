using TrainingService.Compute.Graphs;
using TrainingService.Compute.Ops.Attention;
using TrainingService.Compute.Ops.Recurrent;
using TrainingService.Compute.Ops.Sequences;

namespace TrainingService.Compute.Reference;

/// <summary>The sequence ops' part of <see cref="ReferenceInterpreter"/>.</summary>
internal static class SequenceOps
{
    /// <summary>Executes an op, or gives false if it is none of these.</summary>
    public static bool Execute(Op op, ReferenceTensor[] inputs, ReferenceTensor[] outputs, ulong seed, ulong step)
    {
        switch (op)
        {
            case EmbeddingOp embedding: SequenceReference.Embed(embedding, inputs[0], inputs[1], outputs[0]); break;
            case EmbeddingGradientOp embedding: SequenceReference.EmbedGradient(embedding, inputs[0], inputs[1], outputs[0]); break;
            case AddPositionsOp: SequenceReference.AddPositions(inputs[0], inputs[1], outputs[0]); break;
            case PositionGradientOp: SequenceReference.PositionGradient(inputs[0], outputs[0]); break;
            case AddSinusoidsOp: SequenceReference.AddSinusoids(inputs[0], outputs[0]); break;
            case RecurrentOp recurrent: RecurrentReference.Forward(recurrent.Form, inputs, outputs); break;
            case RecurrentGradientOp gradient: RecurrentGradientReference.ThroughTime(gradient, inputs, outputs); break;
            case RecurrentInputGradientOp gradient: RecurrentGradientReference.Input(gradient.Reverse, inputs[0], inputs[1], outputs[0]); break;
            case RecurrentKernelGradientOp gradient: RecurrentGradientReference.Kernel(gradient.Reverse, inputs[0], inputs[1], outputs[0]); break;
            case RecurrentStateKernelGradientOp:
                RecurrentGradientReference.StateKernel(inputs[0], inputs[1], inputs.ElementAtOrDefault(2), outputs[0]);
                break;
            case AttentionOp attention: AttentionReference.Forward(attention, inputs, outputs, seed, step); break;
            case AttentionGradientOp attention: AttentionReference.Gradient(attention, inputs, outputs, seed, step); break;
            case JoinColumnsOp: ColumnReference.Join(inputs, outputs[0]); break;
            case TakeColumnsOp take: ColumnReference.Take(take.First, inputs[0], outputs[0]); break;
            case PlaceColumnsOp place: ColumnReference.Place(place.First, inputs[0], outputs[0]); break;
            default: return false;
        }

        return true;
    }
}
