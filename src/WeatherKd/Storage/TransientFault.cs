using System.Net.Sockets;
using Azure;

namespace WeatherKd.Storage;

/// <summary>
/// Faults of what is around a file: storage that does not answer, a disk that is full or may not be written to. They say nothing about the
/// file, which is tried again for as long as they last and never goes to quarantine for them.
/// </summary>
public static class TransientFault
{
    /// <summary>
    /// Numbers of errors of Linux and, behind them, of Windows: no room, quota, file too large for its limit, read-only, too many open
    /// files.
    /// </summary>
    private static readonly HashSet<int> DiskErrors =
    [
        28,
        122,
        27,
        30,
        24,
        unchecked((int)0x80070070),
        unchecked((int)0x80070027),
        unchecked((int)0x80070013)
    ];

    /// <summary>Whether an error is one of them. A call that storage let time out is seen as cancelled.</summary>
    public static bool Is(Exception e) => e switch
    {
        RequestFailedException
            or AggregateException
            or OperationCanceledException
            or BlobContentionException
            or UnauthorizedAccessException =>
            true,
        HttpIOException or HttpRequestException or SocketException => true,
        IOException => DiskErrors.Contains(e.HResult) || e.InnerException is SocketException,
        _ => false,
    };
}
