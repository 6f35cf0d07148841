using WeatherKd.Feeds.Indices;

namespace WeatherKd.Feeds.Tests;

/// <summary>Indices as the sources publish them.</summary>
public sealed class IndexTests
{
    private static readonly DateTimeOffset Run = new(2025, 8, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Lines of gfs.20250801/00/atmos/gfs.t00z.pgrb2.0p25.f007.idx, as kept among the tests of dynamical-org/reformatters.
    /// </summary>
    private const string Gfs = """
        580:418122206:d=2025080100:ICETK:surface:7 hour fcst:
        581:418201888:d=2025080100:TMP:2 m above ground:7 hour fcst:
        582:418725309:d=2025080100:SPFH:2 m above ground:7 hour fcst:
        583:419959990:d=2025080100:DPT:2 m above ground:7 hour fcst:
        584:420498098:d=2025080100:RH:2 m above ground:7 hour fcst:
        585:421298881:d=2025080100:APTMP:2 m above ground:7 hour fcst:
        586:421865193:d=2025080100:TMAX:2 m above ground:6-7 hour max fcst:
        588:422898981:d=2025080100:UGRD:10 m above ground:7 hour fcst:
        589:423882841:d=2025080100:VGRD:10 m above ground:7 hour fcst:
        590:424844938:d=2025080100:ICEG:10 m above mean sea level:7 hour fcst:
        596:428200066:d=2025080100:APCP:surface:6-7 hour acc fcst:
        597:428448703:d=2025080100:APCP:surface:0-7 hour acc fcst:
        598:428853055:d=2025080100:ACPCP:surface:6-7 hour acc fcst:
        636:446359275:d=2025080100:TCDC:entire atmosphere:7 hour fcst:
        637:447193389:d=2025080100:TCDC:entire atmosphere:6-7 hour ave fcst:
        653:461714428:d=2025080100:DSWRF:surface:6-7 hour ave fcst:
        654:462520488:d=2025080100:DLWRF:surface:6-7 hour ave fcst:
        """;

    /// <summary>Lines of hrrr.20250801/conus/hrrr.t00z.wrfsfcf08.grib2.idx, from the same place.</summary>
    private const string Hrrr = """
        2:617287:d=2025080100:RETOP:cloud top:8 hour fcst:
        3:820896:d=2025080100:var discipline=0 center=7 local_table=1 parmcat=16 parm=201:entire atmosphere:8 hour fcst:
        4:1393281:d=2025080100:VIL:entire atmosphere:8 hour fcst:
        77:52902118:d=2025080100:UGRD:10 m above ground:8 hour fcst:
        78:55283733:d=2025080100:VGRD:10 m above ground:8 hour fcst:
        79:57665348:d=2025080100:WIND:10 m above ground:7-8 hour max fcst:
        84:61979275:d=2025080100:APCP:surface:0-8 hour acc fcst:
        85:62621362:d=2025080100:WEASD:surface:0-8 hour acc fcst:
        90:62669071:d=2025080100:APCP:surface:7-8 hour acc fcst:
        126:94097583:d=2025080100:DSWRF:surface:8 hour fcst:
        127:94097771:d=2025080100:DLWRF:surface:8 hour fcst:
        173:151737378:d=2025080100:SBT114:top of atmosphere:8 hour fcst:
        """;

    /// <summary>
    /// A line of ECMWF's documentation of its open data, and lines among the tests of dynamical-org/reformatters and of earthkit's
    /// documentation.
    /// </summary>
    private const string Ecmwf = """
        {"domain": "g", "date": "20240401", "time": "0000", "expver": "0001", "class": "od", "stream": "oper", "step": "6", "levtype": "sfc", "param": "2t", "_offset": 0, "_length": 665525}
        {"domain": "g", "date": "20240401", "time": "0000", "expver": "0001", "class": "od", "stream": "oper", "step": "6", "levtype": "sfc", "param": "10u", "_offset": 665525, "_length": 700000}
        """;

    [Fact]
    public void AMessageEndsWhereTheNextLineBegins() => Assert.Equal(
        [new IndexedMessage("TMP:2 m above ground", 418201888, 523421), new IndexedMessage("RH:2 m above ground", 420498098, 800783)],
        WgribIndex.Find(Gfs, Run, 7, ["RH:2 m above ground", "TMP:2 m above ground"]));

    [Fact]
    public void OfSeveralAmountsThatSinceTheStartIsTaken() =>
        Assert.Equal(428448703, Assert.Single(WgribIndex.Find(Gfs, Run, 7, ["APCP:surface"])).Start);

    [Fact]
    public void AnInstantIsTakenBeforeAnAverage() =>
        Assert.Equal(446359275, Assert.Single(WgribIndex.Find(Gfs, Run, 7, ["TCDC:entire atmosphere"])).Start);

    [Fact]
    public void AnAverageIsTakenWhereThereIsNoInstant() =>
        Assert.Equal(461714428, Assert.Single(WgribIndex.Find(Gfs, Run, 7, ["DSWRF:surface"])).Start);

    [Fact]
    public void AnExtremeOverTimeIsNotTheField() =>
        Assert.Contains("TMAX", Assert.Throws<IndexFormatException>(() => WgribIndex.Find(Gfs, Run, 7, ["TMAX:2 m above ground"])).Message);

    [Fact]
    public void AParameterWithoutANameIsPassedOver() =>
        Assert.Equal(52902118, WgribIndex.Find(Hrrr, Run, 8, ["UGRD:10 m above ground", "VGRD:10 m above ground"])[0].Start);

    [Fact]
    public void TheLastMessageGoesToTheEndOfTheFile() =>
        Assert.Null(Assert.Single(WgribIndex.Find(Hrrr, Run, 8, ["SBT114:top of atmosphere"])).Length);

    [Theory]
    [InlineData("596:1:d=2025080100:APCP:surface:0-1 day acc fcst:", 24)]
    [InlineData("596:1:d=2025080100:APCP:surface:0-10 day acc fcst:", 240)]
    [InlineData("596:1:d=2025080100:APCP:surface:0-384 hour acc fcst:", 384)]
    public void PeriodsAreWrittenInDaysToo(string line, int lead) => Assert.Single(WgribIndex.Find(line, Run, lead, ["APCP:surface"]));

    [Fact]
    public void SubmessagesShareTheirBytes()
    {
        // wgrib2's documentation of -s: submessages have the number of their message and their own.
        const string Lines =
            "9:100:d=2025080100:TMP:2 m above ground:8 hour fcst:\n10.1:200:d=2025080100:UGRD:10 m above ground:8 hour "
            + "fcst:\n10.2:200:d=2025080100:VGRD:10 m above ground:8 hour fcst:\n11:500:d=2025080100:RH:2 m above ground:8 hour fcst:\n";

        Assert.All(
            WgribIndex.Find(Lines, Run, 8, ["UGRD:10 m above ground", "VGRD:10 m above ground"]),
            m => Assert.Equal((200, 300L), (m.Start, m.Length)));
    }

    [Theory]
    [InlineData("<html>not an index</html>", "Line 1 of the index is")]
    [InlineData("1:0:d=2025073100:TMP:2 m above ground:7 hour fcst:", "of the run d=2025073100, not of d=2025080100")]
    [InlineData("1:90:d=2025080100:A:b:7 hour fcst:\n2:80:d=2025080100:TMP:2 m above ground:7 hour fcst:", "before the line above it")]
    [InlineData("", "empty")]
    [InlineData("1:0:d=2025080100:TMP:2 m above ground:6 hour fcst:", "no 'TMP:2 m above ground' at lead 7 h")]
    public void AnIndexThatCannotBeRightIsRefused(string text, string told) =>
        Assert.Contains(told, Assert.Throws<IndexFormatException>(() => WgribIndex.Find(text, Run, 7, ["TMP:2 m above ground"])).Message);

    [Fact]
    public void EcmwfsIndexSaysWhereAMessageEnds() => Assert.Equal(
        [new IndexedMessage("2t", 0, 665525), new IndexedMessage("10u", 665525, 700000)],
        MarsIndex.Find(Ecmwf, new DateTimeOffset(2024, 4, 1, 0, 0, 0, TimeSpan.Zero), 6, ["10u", "2t"]));

    /// <summary>Public clients of 2026 look for the gust under either name: both have stood in ECMWF's index.</summary>
    [Theory]
    [InlineData("10fg")]
    [InlineData("10fg3")]
    public void EcmwfsGustIsFoundUnderEitherName(string name) => Assert.Equal(name, Assert.Single(MarsIndex.Find(
        $$"""{"date": "20250801", "time": "0000", "step": "6", "levtype": "sfc", "param": "{{name}}", "_offset": 0, "_length": 1}""",
        Run,
        6,
        ["10fg|10fg3"])).Field);

    [Fact]
    public void MembersOfTheEnsembleAndWindowsOfTimeArePassedOver()
    {
        // A line of earthkit's documentation (a member), and one with a window as ECMWF's probabilities have it.
        const string Lines = """
            {"domain": "g", "date": "20220126", "time": "0000", "expver": "0001", "class": "od", "type": "pf", "stream": "enfo", "step": "306", "levtype": "sfc", "number": "18", "param": "10u", "_offset": 0, "_length": 609069}
            {"domain": "g", "date": "20220126", "time": "0000", "expver": "0001", "class": "od", "type": "ep", "stream": "enfo", "step": "0-24", "levtype": "sfc", "param": "10u", "_offset": 700000, "_length": 5}
            """;

        Assert.Throws<IndexFormatException>(() => MarsIndex.Find(
            Lines,
            new DateTimeOffset(2022, 1, 26, 0, 0, 0, TimeSpan.Zero),
            306,
            ["10u"]));
    }

    [Theory]
    [InlineData("<html>", "Line 1 of the index is")]
    [InlineData(
        """{"date": "20250731", "time": "0000", "step": "6", "levtype": "sfc", "param": "2t", "_offset": 0, "_length": 1}""",
        "of the run 20250731 0000, not of 20250801 0000")]
    [InlineData("""{"date": "20250801", "time": "0000", "step": "6", "levtype": "sfc", "param": "2t"}""", "Line 1 of the index is")]
    public void AnIndexOfEcmwfThatCannotBeRightIsRefused(string text, string told) =>
        Assert.Contains(told, Assert.Throws<IndexFormatException>(() => MarsIndex.Find(text, Run, 6, ["2t"])).Message);
}
