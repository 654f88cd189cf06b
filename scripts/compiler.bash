# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# The compiler of a build, for scripts that build modules beside it.
# shellcheck disable=SC2154 # build is the caller's

# The compiler and its flags for C or C++, one word per line, as the Makefile has them for the mode of this build, the
# second word of SETTINGS. The caller is in the root of the tree: compiler_words c|cc
# shellcheck disable=SC2016 # make expands it
compiler_words()
{
    local mode words='$(CC) $(BASE_C) $(CFLAGS)'
    [ "$1" = c ] || words='$(CXX) $(BASE_CXX) $(CXXFLAGS)'
    read -r _ mode _ <"$build/SETTINGS" &&
        make -s --no-print-directory MODE="$mode" --eval='print-words: ; @printf "%s\n" \
            $(filter-out -M%,'"$words"') $(CPPFLAGS) -shared $(LINK)' print-words
}
