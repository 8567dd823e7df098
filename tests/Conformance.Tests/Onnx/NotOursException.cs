namespace TrainingService.Conformance.Tests.Onnx;

/// <summary>A node test that speaks of something we do not have; the message says what.</summary>
internal sealed class NotOursException(string reason) : Exception(reason);
