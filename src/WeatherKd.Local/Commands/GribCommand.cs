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

    public static Command Create() => new Command("grib", "Look into GRIB files.") { CreateList(), CreateGet() }
        .WithExamples("weatherkd grib ls FILE", "weatherkd grib get FILE --lat 36.8 --lon 126.5 --param 2t");

    private static Command CreateList()
    {
        var file = FileArgument();
        var wide = new Option<bool>("--wide") { Description = "Show every column, beyond 80 characters a line." };
        var json = CommandRunner.JsonOption();
        var command = new Command("ls", "List the fields of a file.") { file, wide, json }
            .WithExamples("weatherkd grib ls FILE", "weatherkd grib ls FILE --wide", "weatherkd grib ls FILE --json");
        command.SetGuardedAction(async (parsed, cancellationToken) =>
        {
            var input = Open(parsed.GetValue(file)!);
            if (parsed.GetValue(json))
            {
                var listing = await GribListing.ReadAsync(input, cancellationToken);
                CommandRunner.PrintJson(listing);
                return listing.Fields.Count > 0 ? 0 : CommandRunner.BadInput;
            }

            return await PrintListAsync(input, parsed.GetValue(wide), cancellationToken);
        });
        return command;
    }

    private static async Task<int> PrintListAsync(InputFile input, bool wide, CancellationToken cancellationToken)
    {
        var fields = 0;
        GribListing listing;
        await using (var output = new StreamWriter(Console.OpenStandardOutput(), Console.OutputEncoding, OutputBuffer))
        {
            var table = wide
                ? new GribTable(
                    output,
                    isCut: false,
                    ("message", 7),
                    ("name", 8),
                    ("numbers", 9),
                    ("what", 24),
                    ("level", 30),
                    ("lead h", 7),
                    ("valid", 20),
                    ("run", 20),
                    ("grid", 24),
                    ("packing", 22),
                    ("unit, parameter", 0))
                : new GribTable(
                    output,
                    isCut: true,
                    ("message", 7),
                    ("name", 8),
                    ("what", 10),
                    ("level", 14),
                    ("lead h", 7),
                    ("valid", 16),
                    ("unit", 6));
            listing = await GribListing.ReadAsync(
                input,
                field =>
                {
                    if (fields++ == 0)
                    {
                        table.WriteHead();
                    }

                    WriteField(table, field, wide);
                },
                cancellationToken);
        }

        foreach (var problem in listing.Problems)
        {
            await Console.Error.WriteLineAsync($"Message {problem.Message} at byte {problem.ByteOffset}: {problem.Reason}");
        }

        return fields > 0 ? 0 : CommandRunner.BadInput;
    }

    private static void WriteField(GribTable table, GribFieldListing field, bool wide)
    {
        var message = field.Field > 1 ? $"{field.Message}.{field.Field}" : $"{field.Message}";
        if (!wide)
        {
            table.WriteRow(
                message,
                field.ShortName,
                GribTable.What(field),
                field.Level,
                GribTable.Lead(field),
                field.ValidTime is { } valid ? TableConsole.Time(valid) : "?",
                field.Unit);
            return;
        }

        table.WriteRow(
            message,
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
    }

    private static Command CreateGet()
    {
        var file = FileArgument();
        var latitude = new Option<double>("--lat") { Description = "Degrees north, −90 to 90.", Required = true }.Within(-90, 90);
        var longitude = new Option<double>("--lon") { Description = "Degrees east, −180 to 360.", Required = true }.Within(-180, 360);
        var parameter = new Option<string?>("--param")
        {
            Description = "Short name (2t, 10u, tp, t) or numbers (0-0-0) of a parameter; all without it.",
        };
        var level = new Option<double?>("--level")
        {
            Description = "Value of the level in its unit (pressure in hPa or Pa); all without it.",
        };
        var step = new Option<double?>("--step") { Description = "Lead time in hours, of a period its end; all without it." };
        var gridFiles = new Option<string[]>("--grid-file")
        {
            Description = "GRIB file with the fields CLAT and CLON of an unstructured grid (ICON).",
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("get", "Read the values of a file at a place.")
        {
            file,
            latitude,
            longitude,
            parameter,
            level,
            step,
            gridFiles,
            json,
        }
            .WithExamples(
                "weatherkd grib get FILE --lat 36.8 --lon 126.5",
                "weatherkd grib get FILE --lat 36.8 --lon 126.5 --param t --level 850 --step 12");
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
        var table = new GribTable(
            output,
            isCut: true,
            ("name", 8),
            ("what", 10),
            ("level", 14),
            ("lead h", 7),
            ("valid", 16),
            ("value", 12),
            ("unit", 0));
        table.WriteHead();
        foreach (var reading in readings)
        {
            table.WriteRow(
                reading.Field.ShortName,
                GribTable.What(reading.Field),
                reading.Field.Level,
                GribTable.Lead(reading.Field),
                reading.Field.ValidTime is { } valid ? TableConsole.Time(valid) : "?",
                reading.Value?.ToString("G7", CultureInfo.InvariantCulture) ?? reading.Reason ?? "",
                reading.Direction is { } direction ? $"{reading.Field.Unit}, {direction}" : reading.Field.Unit);
        }
    }

    private static Argument<FileInfo> FileArgument() => new("FILE") { Description = "GRIB file, plain, gzip or zip." };

    private static InputFile Open(FileInfo file) => file.Exists
        ? new InputFile(file.FullName, file.Name)
        : throw CommandRunner.WhyNoFile(file)!;
}
