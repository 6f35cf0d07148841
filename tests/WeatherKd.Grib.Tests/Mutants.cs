using System.Buffers.Binary;
using CsCheck;

namespace WeatherKd.Grib.Tests;

/// <summary>Messages with bytes changed, cut out or doubled, the same in every run.</summary>
internal static class Mutants
{
    private static Gen<Action<List<byte>>> Change { get; } = Gen.OneOf(
        Gen.Select(
            Gen.Double[0, 1],
            Gen.Byte,
            Gen.Bool,
            (at, value, isHeader) => (Action<List<byte>>)(message => message[At(message, at, isHeader)] = value)),
        Gen.Select(
            Gen.Double[0, 1],
            Gen.Int[0, 7],
            (at, bit) => (Action<List<byte>>)(message => message[At(message, at, true)] ^= (byte)(1 << bit))),
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 2].Select(choice => (byte)(choice switch
        {
            0 => 0,
            1 => 0x7F,
            _ => 0xFF
        })), (at, value) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, true);
            for (var i = start; i < Math.Min(start + 4, message.Count); i++)
            {
                message[i] = value;
            }
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, false);
            message.RemoveRange(start, Math.Min(count, message.Count - start));
        })),
        Gen.Select(Gen.Double[0, 1], Gen.Int[1, 40], (at, count) => (Action<List<byte>>)(message =>
        {
            var start = At(message, at, false);
            message.InsertRange(start, message.GetRange(start, Math.Min(count, message.Count - start)));
        })));

    /// <summary>Up to six changes of any kind in each. The first are the same whatever their number.</summary>
    /// <param name="message">What is changed.</param>
    /// <param name="name">Chooses the stream of changes, so that a failure can be repeated.</param>
    /// <param name="count">How many.</param>
    public static IEnumerable<byte[]> Of(byte[] message, string name, int count)
    {
        var random = new PCG((uint)name.Sum(letter => letter), 20_260_310);
        for (var i = 0; i < count; i++)
        {
            var mutant = message.ToList();
            foreach (var change in Change.Array[1, 6].Generate(random, null, out _))
            {
                if (mutant.Count > 0)
                {
                    change(mutant);
                }
            }

            byte[] bytes = [.. mutant];
            if (i % 2 == 0)
            {
                RepairLengths(bytes);
            }

            yield return bytes;
        }
    }

    /// <summary>Changes in the data and in how they are packed alone: of other changes, most are refused by one of the two.</summary>
    public static IEnumerable<byte[]> WithDamagedValues(byte[] message, int count)
    {
        const int PackingHeader = 11, DataHeader = 5, EndMarker = 4;
        var random = new Random(20_260_311);
        int packing = SectionStart(message, 5), data = SectionStart(message, 7);
        for (var i = 0; i < count; i++)
        {
            var mutant = message.ToArray();
            // The numbers in the header are changed by a bit, the packed ones as it comes.
            mutant[random.Next(packing + PackingHeader, SectionStart(message, 6))] ^= (byte)(i % 3 == 0 ? 1 << random.Next(8) : 0);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                mutant[random.Next(data + DataHeader, message.Length - EndMarker)] = (byte)random.Next(256);
            }

            yield return mutant;
        }
    }

    private static int SectionStart(byte[] message, int number)
    {
        var start = 16;
        while (message[start + 4] != number)
        {
            start += BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(start));
        }

        return start;
    }

    /// <summary>Makes the message end where the bytes do, so that what has been cut out or doubled reaches the decoders.</summary>
    private static void RepairLengths(byte[] bytes)
    {
        if (bytes.Length > 12 && bytes[7] == 1)
        {
            (bytes[4], bytes[5], bytes[6]) = ((byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length);
            "7777"u8.CopyTo(bytes.AsSpan(bytes.Length - 4));
            return;
        }

        var section = 16;
        while (section + 9 < bytes.Length && bytes[section + 4] < 7)
        {
            section += (int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(section)), 5, (uint)bytes.Length);
        }

        if (section + 9 < bytes.Length)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), (ulong)bytes.Length);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(section), (uint)(bytes.Length - 4 - section));
            "7777"u8.CopyTo(bytes.AsSpan(bytes.Length - 4));
        }
    }

    private static int At(List<byte> message, double at, bool isHeader) =>
        Math.Min((int)(at * (isHeader ? Math.Min(message.Count, 250) : message.Count)), message.Count - 1);
}
