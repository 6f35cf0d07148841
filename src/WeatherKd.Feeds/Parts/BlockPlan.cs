using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using WeatherKd.Feeds.Requests;

namespace WeatherKd.Feeds.Parts;

/// <summary>
/// What a staged block says of itself by its id: to which plan and file it belongs, its range, its place in it, and on the last of a range
/// the range's hash. So whoever takes over knows what is there, and storage forgets by
/// itself what was never finished.
/// </summary>
/// <param name="Plan">What distinguishes the plan, of address, ranges and index.</param>
/// <param name="File">What distinguishes the version of the source's file.</param>
/// <param name="Range">Number of the range.</param>
/// <param name="Index">Number of the block in its range.</param>
/// <param name="Hash">SHA-256 of the range on its last block; zeros on others.</param>
internal sealed record BlockPlan(ulong Plan, ulong File, int Range, int Index, string Hash)
{
    private const int Bytes = 8 + 8 + 4 + 4 + 32;
    private static readonly string NoHash = new('0', 64);

    /// <summary>Whether it is the last of its range.</summary>
    public bool IsLast => Hash != NoHash;

    /// <summary>A block in the middle of a range.</summary>
    public static BlockPlan Inner(ulong plan, ulong file, int range, int index) => new(plan, file, range, index, NoHash);

    /// <summary>What distinguishes a plan.</summary>
    public static ulong Of(PartPlan plan) =>
        Of($"{plan.Address}\n{plan.IndexTag}\n{string.Join(',', (plan.Ranges ?? []).Select(r => r.ToString()))}");

    /// <summary>What distinguishes a version of a file.</summary>
    public static ulong Of(SourceAnswer answer) => Of($"{answer.ETag}\n{answer.Modified}\n{answer.Total}");

    /// <summary>The id; all are of one length, as storage wants.</summary>
    public string ToId()
    {
        var bytes = new byte[Bytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Plan);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), File);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), Range);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), Index);
        Convert.FromHexString(Hash).CopyTo(bytes.AsSpan(24));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Reads an id; null where it is of somebody else.</summary>
    public static BlockPlan? Parse(string id)
    {
        var bytes = new byte[Bytes];
        return Convert.TryFromBase64String(id, bytes, out var length) && length == Bytes
            ? new BlockPlan(
                BinaryPrimitives.ReadUInt64BigEndian(bytes),
                BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)),
                BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)),
                BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)),
                Convert.ToHexStringLower(bytes.AsSpan(24)))
            : null;
    }

    private static ulong Of(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
