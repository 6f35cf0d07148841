using WeatherKd.Grib;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>What a GRIB file holds, from its headers: the command <c>weatherkd grib ls</c>.</summary>
/// <param name="Messages">Messages found, readable or not.</param>
/// <param name="Fields">Fields with a readable header, in file order.</param>
/// <param name="Problems">What could not be read.</param>
/// <param name="SkippedBytes">Bytes between messages that belong to none.</param>
public sealed record GribListing(int Messages, IReadOnlyList<GribFieldListing> Fields, IReadOnlyList<GribProblem> Problems, long SkippedBytes)
{
    /// <summary>Reads the headers of a file, packed or not.</summary>
    /// <exception cref="InputFormatException">The file holds no GRIB message.</exception>
    public static async Task<GribListing> ReadAsync(InputFile file, CancellationToken cancellationToken)
    {
        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var grib = GribErrors.Open(local.Path);
        return new(
            grib.MessageCount,
            [.. grib.Fields.Select(GribFieldListing.Of)],
            [.. grib.Problems.Select(p => new GribProblem(p.MessageNumber, p.ByteOffset, p.Message))],
            grib.SkippedBytes.Sum(s => s.Length));
    }
}

/// <summary>One field of a GRIB file.</summary>
/// <param name="Message">1-based number of its message.</param>
/// <param name="Field">1-based number in the message; above 1 only where a message holds several.</param>
/// <param name="ByteOffset">Where the message starts in the file.</param>
/// <param name="Parameter">Short name as ecCodes has it, e.g. <c>2t</c>'s <c>t</c>; its three numbers where it is not known.</param>
/// <param name="ParameterName">Name in words.</param>
/// <param name="Unit">Unit of the values; empty where it is not known.</param>
/// <param name="Derivation">What the values are instead of the parameter itself, such as <c>mean of the members</c>; null for the parameter itself.</param>
/// <param name="Level">Level in words, e.g. <c>height above ground 2 m</c>.</param>
/// <param name="RunTime">Reference time, UTC; null where the message does not say it.</param>
/// <param name="LeadHours">From reference to valid time, in h; null where the message does not say it.</param>
/// <param name="ValidTime">When the values hold, UTC; the end of the period where there is one. Null where the message does not say it.</param>
/// <param name="PeriodHours">Length of the period that a sum or mean is over, in h; null for an instant.</param>
/// <param name="Member">Ensemble member; null where there is none.</param>
/// <param name="Centre">Who issued it.</param>
/// <param name="Grid">Grid type and size.</param>
/// <param name="Packing">How the values are stored.</param>
public sealed record GribFieldListing(
    int Message,
    int Field,
    long ByteOffset,
    string Parameter,
    string ParameterName,
    string Unit,
    string? Derivation,
    string Level,
    DateTimeOffset? RunTime,
    double? LeadHours,
    DateTimeOffset? ValidTime,
    double? PeriodHours,
    int? Member,
    string Centre,
    string Grid,
    string Packing)
{
    internal static GribFieldListing Of(GribField field) => new(
        field.MessageNumber,
        field.NumberInMessage,
        field.Message.Offset,
        field.Parameter.ShortName,
        field.Parameter.Name,
        field.Parameter.Unit,
        field.Derivation,
        field.Level.ToString(),
        field.ReferenceTime,
        field.LeadTime?.TotalHours,
        field.ValidTime,
        field.Period?.Length?.TotalHours,
        field.Member?.Number,
        field.Origin.CentreName,
        field.Grid.ToString(),
        field.Packing.ToString()!);
}

/// <summary>A part of a GRIB file that cannot be read.</summary>
/// <param name="Message">1-based number of the message; 0 where it is not known.</param>
/// <param name="ByteOffset">Where in the file; −1 where it is not known.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record GribProblem(int Message, long ByteOffset, string Reason);
