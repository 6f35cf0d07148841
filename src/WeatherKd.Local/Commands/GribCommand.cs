using System.CommandLine;
using System.Globalization;
using WeatherKd.Grib;
using WeatherKd.Local.Terminal;
using WeatherKd.NumericalModels;
using WeatherKd.Storage;

namespace WeatherKd.Local.Commands;

/// <summary><c>weatherkd grib ls|get</c>: looks into GRIB files.</summary>
internal static class GribCommand
{
    private const int OutputBuffer = 1 << 16;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("grib", "Look into GRIB files.") { CreateList(), CreateGet() };

    private static Command CreateList()
    {
        var file = FileArgument();
        var json = CommandRunner.JsonOption();
        var command = new Command("ls", "List the fields of a file.") { file, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var input = Open(parsed.GetValue(file)!);
            if (parsed.GetValue(json))
            {
                var listing = await GribListing.ReadAsync(input, cancellationToken);
                CommandRunner.PrintJson(listing);
                return listing.Fields.Count > 0 ? 0 : CommandRunner.BadInput;
            }

            return await PrintListAsync(input, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PrintListAsync(InputFile input, CancellationToken cancellationToken)
    {
        var fields = 0;
        GribListing listing;
        await using (var output = new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding, OutputBuffer))
        {
            var table = new GribTable(
                output,
                ("message", 7), ("name", 8), ("numbers", 9), ("what", 24), ("level", 30), ("lead h", 7), ("valid", 20), ("run", 20), ("grid", 24), ("packing", 22), ("unit, parameter", 0));
            listing = await GribListing.ReadAsync(
                input,
                field =>
                {
                    if (fields++ == 0)
                    {
                        table.WriteHead();
                    }

                    WriteField(table, field);
                },
                cancellationToken);
        }

        foreach (var problem in listing.Problems)
        {
            await Console.Error.WriteLineAsync($"Message {problem.Message} at byte {problem.ByteOffset}: {problem.Reason}");
        }

        return fields > 0 ? 0 : CommandRunner.BadInput;
    }

    private static void WriteField(GribTable table, GribFieldListing field) => table.WriteRow(
        field.Field > 1 ? $"{field.Message}.{field.Field}" : $"{field.Message}",
        field.ShortName,
        $"{field.Discipline}-{field.Category}-{field.Number}",
        GribTable.What(field),
        field.Level,
        GribTable.Lead(field),
        GribTable.Time(field.ValidTime),
        GribTable.Time(field.RunTime),
        field.Grid,
        field.Packing,
        field.Unit.Length > 0 ? $"{field.Unit}, {field.ParameterName}" : field.ParameterName);

    private static Command CreateGet()
    {
        var file = FileArgument();
        var latitude = new Option<double>("--lat") { Description = "Degrees north.", Required = true };
        var longitude = new Option<double>("--lon") { Description = "Degrees east.", Required = true };
        var parameter = new Option<string?>("--param") { Description = "Short name (2t, 10u, tp, t) or numbers (0-0-0) of a parameter; all without it." };
        var level = new Option<double?>("--level") { Description = "Value of the level in its unit (pressure in hPa or Pa); all without it." };
        var step = new Option<double?>("--step") { Description = "Lead time in hours, of a period its end; all without it." };
        var gridFiles = new Option<string[]>("--grid-file") { Description = "GRIB file with the fields CLAT and CLON of an unstructured grid (ICON)." };
        var json = CommandRunner.JsonOption();
        var command = new Command("get", "Read the values of a file at a place.") { file, latitude, longitude, parameter, level, step, gridFiles, json };
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var selection = new FieldSelection
            {
                ShortName = parsed.GetValue(parameter),
                Level = parsed.GetValue(level),
                Step = parsed.GetValue(step),
            };
            var readings = await GribPointReading.ReadAsync(
                Open(parsed.GetValue(file)!),
                parsed.GetValue(latitude),
                parsed.GetValue(longitude),
                selection,
                parsed.GetValue(gridFiles) ?? [],
                cancellationToken);
            if (parsed.GetValue(json))
            {
                CommandRunner.PrintJson(readings);
            }
            else
            {
                await PrintReadingsAsync(readings);
            }

            return readings.Any(reading => reading.Value is not null) ? 0 : CommandRunner.BadInput;
        });
        return command;
    }

    private static async Task PrintReadingsAsync(IReadOnlyList<GribPointReading> readings)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding, OutputBuffer);
        var table = new GribTable(output, ("name", 8), ("what", 24), ("level", 30), ("lead h", 7), ("valid", 20), ("value", 12), ("unit", 0));
        table.WriteHead();
        foreach (var reading in readings)
        {
            table.WriteRow(
                reading.Field.ShortName,
                GribTable.What(reading.Field),
                reading.Field.Level,
                GribTable.Lead(reading.Field),
                GribTable.Time(reading.Field.ValidTime),
                reading.Value?.ToString("G7", CultureInfo.InvariantCulture) ?? reading.Reason ?? "",
                reading.Direction is { } direction ? $"{reading.Field.Unit}, {direction}" : reading.Field.Unit);
        }
    }

    private static Argument<FileInfo> FileArgument() => new("FILE") { Description = "GRIB file, plain, gzip or zip." };

    private static InputFile Open(FileInfo file) => file.Exists
        ? new InputFile(file.FullName, file.Name)
        : throw new FileNotFoundException($"{file} does not exist.");
}
