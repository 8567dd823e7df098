using System.Runtime.CompilerServices;

namespace TrainingService.Compute.Cpu.MicroKernels;

// Sizes as types: sizeof(Size7) is 7, which the JIT knows while it compiles a generic method. Never instantiated.

[InlineArray(1)]
internal struct Size1
{
    private byte first;
}

[InlineArray(2)]
internal struct Size2
{
    private byte first;
}

[InlineArray(3)]
internal struct Size3
{
    private byte first;
}

[InlineArray(4)]
internal struct Size4
{
    private byte first;
}

[InlineArray(5)]
internal struct Size5
{
    private byte first;
}

[InlineArray(6)]
internal struct Size6
{
    private byte first;
}

[InlineArray(7)]
internal struct Size7
{
    private byte first;
}

[InlineArray(8)]
internal struct Size8
{
    private byte first;
}

[InlineArray(9)]
internal struct Size9
{
    private byte first;
}

[InlineArray(10)]
internal struct Size10
{
    private byte first;
}

[InlineArray(11)]
internal struct Size11
{
    private byte first;
}

[InlineArray(12)]
internal struct Size12
{
    private byte first;
}

[InlineArray(13)]
internal struct Size13
{
    private byte first;
}

[InlineArray(14)]
internal struct Size14
{
    private byte first;
}

[InlineArray(15)]
internal struct Size15
{
    private byte first;
}

[InlineArray(16)]
internal struct Size16
{
    private byte first;
}

[InlineArray(17)]
internal struct Size17
{
    private byte first;
}

[InlineArray(18)]
internal struct Size18
{
    private byte first;
}

[InlineArray(19)]
internal struct Size19
{
    private byte first;
}

[InlineArray(20)]
internal struct Size20
{
    private byte first;
}

[InlineArray(21)]
internal struct Size21
{
    private byte first;
}

[InlineArray(22)]
internal struct Size22
{
    private byte first;
}

[InlineArray(23)]
internal struct Size23
{
    private byte first;
}

[InlineArray(24)]
internal struct Size24
{
    private byte first;
}

[InlineArray(25)]
internal struct Size25
{
    private byte first;
}

[InlineArray(26)]
internal struct Size26
{
    private byte first;
}

[InlineArray(27)]
internal struct Size27
{
    private byte first;
}

[InlineArray(28)]
internal struct Size28
{
    private byte first;
}
