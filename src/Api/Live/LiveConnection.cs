using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace TrainingService.Api.Live;

/// <summary>What a connection over which things are told as they happen needs.</summary>
internal static class LiveConnection
{
    /// <summary>
    /// Bytes that the kernel is asked to keep of what a client has not taken yet (Linux counts twice as many, its own records included). By itself it takes
    /// up to 4 MiB for each connection, of which nobody would read the first once it matters; this much is a second of a run with many metrics.
    /// </summary>
    public const int SendBuffer = 64 * 1024;

    /// <summary>Prepares the answer of an event stream.</summary>
    public static void PrepareStream(HttpContext context)
    {
        // A reverse proxy that gathers the answer would hold events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        Narrow(context);
    }

    /// <summary>
    /// Prepares a connection of the hub. One that stops reading is not cut for that by Kestrel, as answers are: it costs little, and goes on where it
    /// stopped. The hub closes it after some minutes, or sooner when its pings stay out.
    /// </summary>
    public static void PrepareHub(HttpContext context)
    {
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate && HttpProtocol.IsHttp11(context.Request.Protocol)) rate.MinDataRate = null;
        Narrow(context);
    }

    /// <summary>Bounds what the kernel keeps for the connection. Over HTTP/2 it carries other answers too, and has a window for each stream.</summary>
    private static void Narrow(HttpContext context)
    {
        if (!HttpProtocol.IsHttp11(context.Request.Protocol)) return;
        if (context.Features.Get<IConnectionSocketFeature>() is { Socket: { } socket }) socket.SendBufferSize = SendBuffer;
    }
}
