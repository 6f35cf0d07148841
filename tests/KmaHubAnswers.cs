namespace WeatherKd.TestSupport;

/// <summary>Answers of KMA's API hub as the tests of public clients keep them.</summary>
internal static class KmaHubAnswers
{
    /// <summary>kma_sfctm2.php with its header: station 108 (2025), and station 901 with missing values (2026).</summary>
    public const string Synoptic = """
        #START7777
        # YYMMDDHHMI STN  WD   WS GST  GST  GST     PA     PS PT    PR    TA    TD    HM    PV     RN     RN     RN     RN     SD     SD     SD WC WP WW                      CA  CA   CH CT        CT  CT  CT    VS   SS    SI ST    TS    TE    TE    TE    TE  ST   WH BF IR IX
        #        KST  ID  16  m/s  WD   WS   TM    hPa    hPa  -   hPa     C     C     %   hPa     mm    DAY    JUN    INT    HR3    DAY    TOT -- -- ---------------------- TOT MID  MIN -------- TOP MID LOW                  GD     C     5    10    20    30 SEA    m --  -  -
        202509282000 108  32  0.7  -9 -9.0   -9 1000.2 1010.2 -9  -9.0  19.8  16.2  80.0  18.4   -9.0   44.5   44.5   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        7   7   11 -         -9  -9  -9  2907 -9.0 -9.00 -9  19.5  20.8  21.2  21.3  21.6  -9 -9.0 -9  3 -9
        202608031500 901   2 -9.0  -9 -9.0   -9 1010.1 1012.1  7  -0.2 -99.0  25.6  85.0  32.8   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0   -9.0 -9 -9 -                        6   6    4 -         -9  -9  -9  3300  0.0  1.20 -9  36.6 -99.0 -99.0 -99.0 -99.0  -9 -9.0 -9  3 -9
        #7777END
        """;

    /// <summary>kma_pm10.php, its last value missing.</summary>
    public const string Pm10 =
        "#START7777\n# TM, STN, PM10, FLAG, , MQC,\n202607011800,   108,   39,000000,,=\n202607012230,   100,    0,000000,,=\n"
        + "202607012300,   100,  -99,000000,,=\n#7777END\n";
}
