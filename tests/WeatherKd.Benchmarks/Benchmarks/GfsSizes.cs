using System.Collections.Concurrent;
using WeatherKd.Local.Demo.Playing;

namespace WeatherKd.Benchmarks.Benchmarks;

/// <summary>Lets the playing server publish messages and an index as long as the real ones of GFS.</summary>
internal static class GfsSizes
{
    /// <summary>
    /// Lengths of the messages of gfs.t00z.pgrb2.0p25.f007 of 2025-08-01, by its index, in the order of <see cref="PlayedField.All"/>.
    /// </summary>
    private static readonly int[] Lengths = [980_000, 583_798, 523_421, 1_234_681, 538_108, 800_783, 566_312, 983_860, 962_097, 848_245];

    /// <summary>Bytes of GFS's real index.</summary>
    private const int IndexBytes = 40_471;

    private static readonly ConcurrentDictionary<DateTimeOffset, List<byte[]>> Messages = new();
    private static readonly ConcurrentDictionary<DateTimeOffset, byte[]> Contents = new();

    /// <summary>Bytes of the messages of some fields of one lead.</summary>
    public static long Of(IEnumerable<string> fields) =>
        fields.Sum(field => (long)Lengths[PlayedField.All.ToList().FindIndex(f => f.Ncep == field)]);

    /// <summary>Lets a server pad each message to its real length, and the index too.</summary>
    public static void Publish(PlayingServer server) => server.Shape = (run, lead) =>
    {
        // A run's leads are of one content: the server is not what is measured.
        var messages = Messages.GetOrAdd(run, r => Lengths.Select(length => Padded(r, length)).ToList());
        var content = Contents.GetOrAdd(run, _ => PlayedFile.Of(run, lead, messages).Content);
        var idx = new System.Text.StringBuilder();
        var start = 0;
        for (var i = 0; i < messages.Count; start += messages[i++].Length)
        {
            idx.Append($"{i + 1}:{start}:d={run:yyyyMMddHH}:{PlayedField.All[i].Ncep}:{lead} hour fcst:\n");
        }

        for (var i = 100; idx.Length < IndexBytes; i++)
        {
            idx.Append($"{i}:{content.Length}:d={run:yyyyMMddHH}:TMP:{i} mb:{lead} hour fcst:\n");
        }

        return (content, idx.ToString());
    };

    /// <summary>A frame of GRIB around nothing: feeds look at the frame, the length and the run.</summary>
    public static byte[] Padded(DateTimeOffset run, int length)
    {
        var message = new byte[length];
        "GRIB"u8.CopyTo(message);
        message[7] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(8), length);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(28), (ushort)run.Year);
        (message[30], message[31], message[32]) = ((byte)run.Month, (byte)run.Day, (byte)run.Hour);
        "7777"u8.CopyTo(message.AsSpan(length - 4));
        return message;
    }
}
